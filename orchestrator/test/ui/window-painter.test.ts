import { expect, test } from 'vitest';
import { WindowPainter } from '../../src/ui/window-painter.ts';
import { Screen } from './screen.ts';

test('writes only what changed', () => {
  const painter = new WindowPainter();
  painter.redraw(['title 00:01', 'a long line that stays', 'last']);
  const second = painter.redraw(['title 00:02', 'a long line that stays', 'last']);
  expect(second).toContain('title 00:02');
  expect(second).not.toContain('stays');
  expect(painter.redraw(['title 00:02', 'a long line that stays', 'last'])).toBe('');
});

test('whatever is drawn after whatever, only the last picture stands', async () => {
  const screen = new Screen(20, 10);
  const rows = async (): Promise<readonly string[]> => (await screen.picture()).rows;
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
    screen.write(painter.redraw(picture));
    expect(await rows()).toEqual(picture);
  }
  screen.write(painter.printAbove(['log']));
  expect(await rows()).toEqual(['log', 'a'.repeat(20), 'b']);
  screen.write(painter.leave());
  screen.write('next');
  expect(await rows()).toEqual(['log', 'a'.repeat(20), 'b', 'next']);
});
