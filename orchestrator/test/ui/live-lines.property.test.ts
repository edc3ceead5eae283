import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/domain/events.ts';
import { displayWidth } from '../../src/report/text/display-width.ts';
import { liveLines } from '../../src/ui/live-lines.ts';
import { contender, launch, rampRun, step } from '../report/fixture.ts';
import { at, liveLoad, phase, runStarted, second, stateAfter, stepStarted } from './events.ts';

const NAMES = [
  'koa',
  'a-contender-with-a-rather-long-name-of-its-own',
  '日本語フレームワーク',
  '\u001b[2Jevil',
  '👩‍👩‍👧e\u0301',
];
const name = fc.constantFrom(...NAMES);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  name,
  fc.constant('a\nb\u001b]0;title\u0007\u202e'),
);

const body = fc.oneof(
  name.map((id) =>
    runStarted({ ...rampRun(), contenders: [contender(id, null), ...rampRun().contenders] }, 2),
  ),
  text.map((t) => ({ type: 'progress', text: t }) as const),
  name.map((id) => ({ type: 'launch-started', contender: id, block: 1, launch: 1 }) as const),
  fc
    .tuple(name, fc.constantFrom('start', 'verify', 'warm-up', 'steps', 'stop'), fc.nat(60), text)
    .map(([id, p, s, detail]) => phase(id, p as 'start', s, detail)),
  fc
    .tuple(name, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 }))
    .map(([id, i, a]) => stepStarted(id, i, a)),
  fc
    .tuple(
      name,
      fc.integer({ min: 100, max: 1_000_000 }),
      fc.integer({ min: -2, max: 99 }),
      fc.double({ min: 0.001, max: 60_000, noNaN: true }),
    )
    .map(([id, rate, i, p99]) => second(id, liveLoad(rate, i, p99, Math.floor(rate / 3)))),
  name.map((id) => second(id, null, null)),
  fc.tuple(name, fc.constantFrom('held', 'failed', 'undecided', 'invalid')).map(
    ([id, verdict]) =>
      ({
        type: 'step-finished',
        record: step(id, 5000, { verdict: verdict as 'held', reason: 'latency', p99Ms: null }),
      }) as const,
  ),
  fc.tuple(name, fc.constantFrom('ok', 'failed', 'interrupted'), text).map(
    ([id, state, message]) =>
      ({
        type: 'launch-finished',
        record: launch(id, 1, { state: state as 'ok', error: { code: 'LAB_BUG', message } }),
      }) as const,
  ),
  text.map((message) => ({ type: 'warning', warning: { code: 'w', message } }) as const),
  fc.constant({ type: 'run-finished', record: rampRun() } as const),
);

const events = fc
  .array(fc.tuple(body, fc.nat(100)), { maxLength: 25 })
  .map((bodies): LabEvent[] => bodies.map(([one, s]) => at(s, one)));

describe('for any events and any terminal', () => {
  test('no line is wider and the window is no higher than the terminal, and nothing drives it', () => {
    fc.assert(
      fc.property(
        events,
        fc.record({
          columns: fc.integer({ min: 1, max: 220 }),
          rows: fc.integer({ min: 1, max: 60 }),
          nowMs: fc.integer({ min: 0, max: 10_000_000 }),
          colour: fc.boolean(),
          unicode: fc.boolean(),
        }),
        (happened, options) => {
          const lines = liveLines(stateAfter(happened), options);
          expect(lines.length).toBeLessThanOrEqual(options.rows);
          for (const line of lines) {
            const bare = stripVTControlCharacters(line);
            expect(displayWidth(line)).toBeLessThanOrEqual(options.columns);
            expect(bare).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
            if (!options.unicode) expect(bare).toMatch(/^[ -~]*$/);
            if (!options.colour) expect(line).toBe(bare);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
