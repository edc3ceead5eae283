import { expect, test } from 'vitest';
import { WindowPainter } from '../../src/ui/window-painter.ts';
import { FakeTerminal } from './fake-terminal.ts';

test('writes only what changed', () => {
  const painter = new WindowPainter();
  painter.redraw(['title 00:01', 'a long line that stays', 'last']);
  const second = painter.redraw(['title 00:02', 'a long line that stays', 'last']);
  expect(second).toContain('title 00:02');
  expect(second).not.toContain('stays');
  expect(painter.redraw(['title 00:02', 'a long line that stays', 'last'])).toBe('');
});

test('whatever is drawn after whatever, only the last picture stands', () => {
  const terminal = new FakeTerminal(20, 10);
  const painter = new WindowPainter();
  const pictures = [
    ['a'],
    ['a', 'b', 'c'],
    ['a', 'x', 'c'],
    ['only'],
    [],
    ['back', '', 'again'],
    ['a'.repeat(20), 'b'],
  ];
  for (const picture of pictures) {
    terminal.write(painter.redraw(picture));
    expect(terminal.text()).toEqual(picture);
  }
  terminal.write(painter.printAbove(['log']));
  expect(terminal.text()).toEqual(['log', 'a'.repeat(20), 'b']);
  terminal.write(painter.leave());
  terminal.write('next');
  expect(terminal.text()).toEqual(['log', 'a'.repeat(20), 'b', 'next']);
});
