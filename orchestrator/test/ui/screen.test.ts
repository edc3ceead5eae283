import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/domain/events.ts';
import { liveLines } from '../../src/ui/live-lines.ts';
import { windowedView } from '../../src/ui/windowed-view.ts';
import { rampRun } from '../report/fixture.ts';
import { at, attackEvents, midRun, nowAt, stateAfter } from './events.ts';
import { FakeClock } from './fake-clock.ts';
import { type Picture, Screen } from './screen.ts';

const ROWS = 40;
/** In the second of the last event of `midRun`. */
const LATER = 101.5;

function setUp(columns: number, colour: boolean, rows = ROWS) {
  const screen = new Screen(columns, rows);
  const clock = new FakeClock();
  const view = windowedView(screen, clock, { colour, unicode: true });
  return { screen, clock, view };
}

/** Shows events at their times, and looks at the screen after each redraw. */
async function play(
  { screen, clock, view }: ReturnType<typeof setUp>,
  events: readonly LabEvent[],
  look: (picture: Picture) => void = () => undefined,
): Promise<void> {
  for (const event of events) {
    const waitMs = event.atMs - nowAt(0) - clock.nowMs();
    if (waitMs > 0) await clock.advance(waitMs);
    view.handle(event);
    await clock.advance(250);
    look(await screen.picture());
  }
}

function windowOf(events: readonly LabEvent[], columns: number, rows: number, second: number): string[] {
  const options = { columns, rows: rows - 1, nowMs: nowAt(second), colour: false, unicode: true };
  return liveLines(stateAfter(events), options);
}

const BEFORE = '$ what was there before';
const windowIn = ({ rows }: Picture): readonly string[] => (rows[0] === BEFORE ? rows.slice(1) : rows);
const titles = ({ rows }: Picture): number => rows.filter((row) => /^(ramp|attack) /.test(row)).length;

describe.each([80, 200])('a terminal of %i columns', (columns) => {
  test.each([
    ['in colour', true],
    ['without', false],
  ])('%s: one window, no row wraps, nothing scrolls, and the cursor comes back', async (_, colour) => {
    const shown = setUp(columns, colour);
    await play(shown, attackEvents(), (picture) => {
      expect(picture.wrapped).toBe(0);
      expect(picture.scrolledOut).toEqual([]);
      expect(picture.cursorVisible).toBe(false);
      expect(titles(picture)).toBeLessThanOrEqual(1);
    });
    const picture = await shown.screen.picture();
    expect(picture.inked > 0).toBe(colour);
    expect(picture.rows.join('\n')).toMatch(/latency │.*[\u2801-\u28ff]/);
    shown.view.close();
    shown.screen.write('next\r\n');
    const after = await shown.screen.picture();
    expect(after.cursorVisible).toBe(true);
    // The last picture filled the screen: a line more moves it up.
    const whole = [...after.scrolledOut, ...after.rows];
    expect(whole).toEqual([...windowOf(attackEvents(), columns, ROWS, 40.5), 'next']);
  });
});

test('40 columns get plain lines and no codes', async () => {
  const shown = setUp(40, true);
  await play(shown, midRun());
  shown.view.close();
  const { rows, scrolledOut, inked, cursorVisible } = await shown.screen.picture();
  expect([inked, cursorVisible]).toEqual([0, true]);
  expect([...scrolledOut, ...rows].join('')).toContain('step 1 · 400/s held');
});

test.each([
  ['narrower', [200, ROWS], [90, ROWS]],
  ['wider', [80, ROWS], [200, ROWS]],
  ['lower', [120, ROWS], [120, 12]],
  ['higher', [120, 12], [120, ROWS]],
  ['narrower and lower', [200, ROWS], [70, 20]],
] as const)(
  'a terminal that becomes %s in the middle shows one whole window and nothing else',
  async (_, from, to) => {
    const shown = setUp(from[0], true, from[1]);
    const events = midRun();
    shown.screen.write(`${BEFORE}\r\n`);
    await play(shown, events);
    await shown.screen.resize(to[0], to[1]);
    await shown.clock.advance(250);
    const there = await shown.screen.picture();
    expect(windowIn(there)).toEqual(windowOf(events, to[0], to[1], LATER));
    expect(there.wrapped).toBe(0);
    await shown.screen.resize(from[0], from[1]);
    await shown.clock.advance(250);
    const back = await shown.screen.picture();
    expect(windowIn(back)).toEqual(windowOf(events, from[0], from[1], LATER));
    // What scrolled out of the screen is out of anybody's reach; nothing of what was there before is lost.
    expect([...back.scrolledOut, ...back.rows].filter((row) => row === BEFORE)).toEqual([BEFORE]);
    shown.view.close();
  },
);

test('down to 40 columns and back, the window goes and comes back whole', async () => {
  const shown = setUp(200, true);
  const events = midRun();
  await play(shown, events);
  await shown.screen.resize(40, ROWS);
  await shown.clock.advance(250);
  const narrow = await shown.screen.picture();
  expect([narrow.rows, narrow.cursorVisible]).toEqual([[], true]);
  await shown.screen.resize(200, ROWS);
  await shown.clock.advance(250);
  const back = await shown.screen.picture();
  expect([titles(back), back.cursorVisible, back.wrapped]).toEqual([1, false, 0]);
  shown.view.handle(at(300, { type: 'run-finished', record: rampRun() }));
  shown.view.close();
  const after = await shown.screen.picture();
  expect([titles(after), after.cursorVisible]).toEqual([1, true]);
});
