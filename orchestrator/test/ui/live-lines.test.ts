import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/domain/events.ts';
import { displayWidth } from '../../src/report/text/display-width.ts';
import { liveLines } from '../../src/ui/live-lines.ts';
import { launch, rampRun, step } from '../report/fixture.ts';
import { expectGolden } from '../report/golden.ts';
import {
  at,
  attackEvents,
  midRun,
  nowAt,
  phase,
  runStarted,
  SERVER,
  second,
  stateAfter,
  stepStarted,
} from './events.ts';

const COLUMNS = [40, 60, 80, 120, 200];

const STATES: Readonly<Record<string, { events: LabEvent[]; second: number; rows?: number }>> = {
  'before-start': { events: midRun().slice(0, 1), second: 3 },
  'warm-up': { events: midRun().slice(0, 6), second: 5 },
  step: { events: midRun(), second: 102 },
  'step-with-charts': { events: midRun(), second: 102, rows: 40 },
  'step-in-six-rows': { events: midRun(), second: 102, rows: 6 },
  'lead-in': { events: [...midRun().slice(0, 15), at(93, stepStarted('fastify', 3, 2))], second: 94 },
  draining: { events: midRun(), second: 107 },
  'no-live-load': {
    events: [
      ...midRun().slice(0, 15),
      at(93, stepStarted('fastify', 3)),
      at(97, second('fastify', null, SERVER)),
    ],
    second: 98,
  },
  attack: { events: attackEvents(), second: 41 },
  'attack-with-charts': { events: attackEvents(), second: 41, rows: 40 },
  'attack-judged': {
    events: [
      ...attackEvents(),
      at(602, {
        type: 'step-finished',
        record: { ...step('http://127.0.0.1:8080/api/dummy', 9000), index: 1 },
      }),
    ],
    second: 602,
  },
  finished: {
    events: [
      ...midRun(),
      at(290, { type: 'launch-finished', record: launch('fastify', 2) }),
      at(300, { type: 'run-finished', record: rampRun() }),
    ],
    second: 300,
  },
  'second-block': {
    events: [
      at(0, runStarted(rampRun(), 3)),
      at(5, { type: 'launch-started', contender: 'koa', block: 2, launch: 5 }),
      at(6, phase('koa', 'start', 2)),
    ],
    second: 7,
  },
};

describe('the live view', () => {
  test.each(Object.entries(STATES))('%s', (name, { events, second, rows = 16 }) => {
    const state = stateAfter(events);
    const pictures = COLUMNS.map((columns) => {
      const options = { columns, rows, nowMs: nowAt(second), colour: false, unicode: true };
      const lines = liveLines(state, options);
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      return `--- ${columns} columns\n${lines.join('\n')}\n`;
    });
    expectGolden(new URL(`./golden/live-${name}.txt`, import.meta.url), pictures.join(''));
  });

  test('in ASCII where the locale is not UTF-8', () => {
    const options = { columns: 100, rows: 40, nowMs: nowAt(102), colour: false, unicode: false };
    const lines = liveLines(stateAfter(midRun()), options);
    expectGolden(new URL('./golden/live-ascii.txt', import.meta.url), `${lines.join('\n')}\n`);
    expect(lines.join('')).toMatch(/^[ -~]*$/);
  });

  test('colour changes nothing but colour', () => {
    const options = { columns: 80, rows: 40, nowMs: nowAt(102), unicode: true };
    const coloured = liveLines(stateAfter(midRun()), { ...options, colour: true });
    const bare = liveLines(stateAfter(midRun()), { ...options, colour: false });
    expect(coloured.join('\n')).toContain('\u001b[');
    const sgr = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
    expect(coloured.map((line) => line.replace(sgr, '').trimEnd())).toEqual(bare);
  });

  test('something moves every second', () => {
    const state = stateAfter(midRun());
    const picture = (s: number): string =>
      liveLines(state, { columns: 80, rows: 20, nowMs: nowAt(s), colour: false, unicode: true }).join('\n');
    for (let s = 102; s < 130; s++) expect(picture(s + 1)).not.toBe(picture(s));
  });
});
