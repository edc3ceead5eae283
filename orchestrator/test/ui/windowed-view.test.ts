import { describe, expect, test } from 'vitest';
import { liveLines } from '../../src/ui/live-lines.ts';
import { windowedView } from '../../src/ui/windowed-view.ts';
import { rampRun } from '../report/fixture.ts';
import { at, liveLoad, midRun, nowAt, second, stateAfter } from './events.ts';
import { FakeClock } from './fake-clock.ts';
import { Screen } from './screen.ts';

const STYLE = { colour: false, unicode: true };

function setUp(columns = 100, rows = 24) {
  const terminal = new Screen(columns, rows);
  const clock = new FakeClock();
  const text = async (): Promise<readonly string[]> => {
    const { rows, scrolledOut } = await terminal.picture();
    return [...scrolledOut, ...rows];
  };
  const cursorVisible = async (): Promise<boolean> => (await terminal.picture()).cursorVisible;
  return { terminal, clock, text, cursorVisible, view: windowedView(terminal, clock, STYLE) };
}

function windowFor(columns: number, rows: number, atSecond: number): string[] {
  const options = { columns, rows: rows - 1, nowMs: nowAt(atSecond), ...STYLE };
  return liveLines(stateAfter(midRun()), options).map((line) => line.trimEnd());
}

describe('the window', () => {
  test('shows exactly the lines of the state, however often it was redrawn', async () => {
    const { clock, text, cursorVisible, view } = setUp();
    for (const event of midRun()) {
      view.handle(event);
      await clock.advance(300);
    }
    await clock.advance(1000);
    const rows = await text();
    expect(rows[0]).toMatch(/^ramp · seed 7/);
    expect(rows.length).toBe(windowFor(100, 24, 103).length);
    expect(await cursorVisible()).toBe(false);
    view.close();
  });

  test('redraws four times a second at most, and writes nothing where nothing changed', async () => {
    const { terminal, clock, view } = setUp();
    for (const event of midRun()) view.handle(event);
    await clock.advance(250);
    const before = terminal.writes;
    await clock.advance(10_000);
    const drawn = terminal.writes - before;
    // Time moves once a second; the other three redraws of each second find nothing to write.
    expect(drawn).toBeGreaterThanOrEqual(10);
    expect(drawn).toBeLessThanOrEqual(20);
    view.close();
  });

  test('prints logs above itself, harmless, and holds a flood back', async () => {
    const { clock, text, view } = setUp();
    for (const event of midRun()) view.handle(event);
    await clock.advance(250);
    view.handle(at(102, { type: 'log', from: 'koa', line: '\u001b[2J\u001b[Hall gone?\u0007' }));
    for (let i = 0; i < 5000; i++) view.handle(at(102, { type: 'log', from: 'koa', line: `error ${i}` }));
    await clock.advance(2000);
    const rows = await text();
    expect(rows[0]).toBe('koa: all gone?');
    expect(rows.filter((line) => line.startsWith('koa: error')).length).toBe(4);
    expect(rows.join('\n')).toContain('koa: 4996 more lines');
    expect(rows.filter((line) => line.startsWith('ramp')).length).toBe(1);
    view.close();
  });

  test('restores the cursor on close, once, and draws no more', async () => {
    const { terminal, clock, cursorVisible, view } = setUp();
    for (const event of midRun()) view.handle(event);
    await clock.advance(500);
    expect(await cursorVisible()).toBe(false);
    view.close();
    expect(await cursorVisible()).toBe(true);
    const { writes } = terminal;
    view.close();
    view.handle(at(120, second('fastify', liveLoad(5000, 9, 2))));
    await clock.advance(5000);
    expect(terminal.writes).toBe(writes);
    expect(terminal.listeners).toBe(0);
    expect(clock.sleeping).toBe(0);
  });

  test('leaves the last picture standing, with what came after the last redraw', async () => {
    const { terminal, clock, text, view } = setUp();
    for (const event of midRun()) view.handle(event);
    await clock.advance(250);
    view.handle(at(300, { type: 'run-finished', record: rampRun() }));
    view.close();
    terminal.write('summary\r\n');
    expect((await text())[0]).toMatch(/^ramp .* 05:00$/);
    expect((await text()).at(-1)).toBe('summary');
  });

  test('closed before anything happened, it wrote nothing', () => {
    const { terminal, view } = setUp();
    view.close();
    expect(terminal.writes).toBe(0);
  });

  test('below 60 columns it goes on in plain lines with the cursor back, and returns', async () => {
    const { terminal, clock, text, cursorVisible, view } = setUp(80);
    const events = midRun();
    for (const event of events.slice(0, -1)) view.handle(event);
    await clock.advance(500);
    await terminal.resize(50, 24);
    await clock.advance(250);
    expect(await cursorVisible()).toBe(true);
    expect((await terminal.picture()).rows).toEqual([]);
    const warning = events.at(-1);
    if (warning !== undefined) view.handle(warning);
    expect((await terminal.picture()).rows[0]).toMatch(/^01:41 {2}! fastify/);
    await terminal.resize(80, 24);
    await clock.advance(250);
    expect(await cursorVisible()).toBe(false);
    expect((await text()).some((line) => line.startsWith('ramp · seed 7'))).toBe(true);
    view.close();
  });

  test('in a terminal of a few rows', async () => {
    const { clock, text, view } = setUp(80, 5);
    for (const event of midRun()) {
      view.handle(event);
      await clock.advance(250);
    }
    expect((await text()).length).toBeLessThanOrEqual(4);
    view.close();
  });
});
