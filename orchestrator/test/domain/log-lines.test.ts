import { describe, expect, test } from 'vitest';
import { LineCounter, type RepeatedLine } from '../../src/domain/log-lines.ts';

const LOAD = { fromMs: 1000, toMs: 2000 };

function counted(lines: Iterable<string>): RepeatedLine[] {
  const counter = new LineCounter();
  for (const line of lines) counter.add(line, LOAD);
  return counter.repeated();
}

describe('lines of a log', () => {
  test('are the same where numbers, addresses and ids are all that differs', () => {
    expect(
      counted([
        'worker 12 at 0x7ffee1 hangs after 1.5 s',
        'worker 7 at 0x1 hangs after 12 s',
        'request 3f2a91bc-77aa-4c1e-9d5e-0123456789ab failed',
        'request 00000000-0000-4000-8000-000000000000 failed',
        'nothing repeats this',
      ]),
    ).toEqual([
      { text: 'worker 12 at 0x7ffee1 hangs after 1.5 s', count: 2, isLeast: false, inLoad: false },
      {
        text: 'request 3f2a91bc-77aa-4c1e-9d5e-0123456789ab failed',
        count: 2,
        isLeast: false,
        inLoad: false,
      },
    ]);
  });

  test('count only in the load where they tell their time', () => {
    const at = (time: number | string) => JSON.stringify({ level: 50, time, pid: 7, msg: 'would deadlock' });
    const iso = (ms: number) => new Date(ms).toISOString();
    expect(counted([999, 1000, 2000, 2001, iso(1500), iso(2500)].map(at))).toEqual([
      { text: 'would deadlock', count: 3, isLeast: false, inLoad: true },
    ]);
  });

  test('are no telemetry, no frames of a stack, and no head of one', () => {
    const end = JSON.stringify({ type: 'end', reason: 'signal', message: 'drained', completed: 9 });
    const head = 'Traceback (most recent call last):';
    const lines = [end, end, '    at f (a.js:1:2)', '    at f (a.js:1:2)', head, head, '', ''];
    expect(counted(lines)).toEqual([]);
  });

  test('of a traceback are its last one, at the time of the line that announced it', () => {
    const announced = (second: number) =>
      `[1970-01-01 01:00:0${second} +0100] [7] [ERROR] Exception in ASGI application`;
    const traceback = [
      'Traceback (most recent call last):',
      '  File "a.py", line 1, in f',
      '',
      'RuntimeError: would deadlock',
    ];
    const during = 'During handling of the above exception, another exception occurred:';
    const both = [announced(2), ...traceback.slice(0, 3), 'KeyError: 1', '', during, '', ...traceback];
    expect(counted([1, 2, 3, 4].flatMap((second) => [announced(second), ...traceback]))).toEqual([
      { text: 'RuntimeError: would deadlock', count: 2, isLeast: false, inLoad: true },
    ]);
    expect(counted([...both, ...both]).map(({ text, count }) => [text, count])).toEqual([
      ['KeyError: 1', 2],
      ['RuntimeError: would deadlock', 2],
    ]);
    // Without a traceback it says what there is to say.
    expect(counted([announced(1), announced(2), announced(3)])).toMatchObject([
      { text: announced(1), count: 2 },
    ]);
  });

  test('lose their control codes and are cut', () => {
    const hostile = `\u001b[2J\u001b]0;title\u0007${'x'.repeat(5000)}`;
    const [line] = counted([hostile, hostile]);
    expect(line?.text).toBe('x'.repeat(300));
    expect(counted(['{"msg":"a\\u0000b\\nc"}', '{"msg":"a\\u0000b\\nc"}'])[0]?.text).toBe('a b c');
  });

  test('of a log that was cut came at least so often, and the cut is none of them', () => {
    const cut = '… cut here: the log is longer than 16 MB';
    expect(counted(['again', 'again', cut, cut])).toEqual([
      { text: 'again', count: 2, isLeast: true, inLoad: false },
    ]);
  });

  test('that are all different take bounded memory, and one that is frequent is found among them', () => {
    const letters = (n: number): string => n.toString(2).replaceAll('0', 'o').replaceAll('1', 'l');
    const lines = Array.from({ length: 20_000 }, (_, i) => (i % 4 === 0 ? 'again' : `only ${letters(i)}`));
    const [first, ...others] = counted(lines);
    expect(first).toMatchObject({ text: 'again', isLeast: true });
    expect(first?.count).toBeGreaterThan(4900);
    expect(first?.count).toBeLessThanOrEqual(5000);
    expect(others).toEqual([]);
  });
});
