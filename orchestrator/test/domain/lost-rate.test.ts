import { describe, expect, it } from 'vitest';
import { judgeGate, parseGate, parseTolerance } from '../../src/domain/gate.ts';
import { compareRuns } from '../../src/domain/run-comparison.ts';
import type { RunRecord, StepRecord } from '../../src/domain/run-record.ts';
import { compareSides, type Sides, sidesOf } from '../../src/domain/side-comparison.ts';
import { gateTexts } from '../../src/report/gate-text.ts';
import { blocksRun, type StepWish, step } from '../report/fixture.ts';

interface Wished extends StepWish {
  readonly bottleneck?: StepRecord['bottleneck'];
}
type Wish = (contender: string, ratePerSec: number, block: number) => Wished | 'not offered';
const LATE: StepWish = { verdict: 'failed', reason: 'latency', p99Ms: 900 };
const WRONG: StepWish = { verdict: 'failed', reason: 'errors', errors: 400 };

/** Rates 400/s and 1,000/s; both cost the same. */
function run(wish: Wish, blocks = 5): RunRecord {
  const made = blocksRun(blocks, { old: 50, new: 50 });
  return {
    ...made,
    contenders: made.contenders.map((one) => ({ ...one, side: one.id === 'old' ? 'a' : 'b' })),
    steps: made.steps.flatMap(({ contender, ratePerSec, block, launch, server }) => {
      const wished = wish(contender, ratePerSec, block);
      const at = { block, launch, cpuUs: server.cpuUsPerRequest as number };
      if (wished === 'not offered') return [];
      const judged = step(contender, ratePerSec, { ...at, ...wished });
      return [{ ...judged, bottleneck: wished.bottleneck ?? judged.bottleneck }];
    }),
  };
}

function sidesGate(record: RunRecord) {
  const compared = compareSides(record, sidesOf(record) as Sides);
  const gate = judgeGate({ ...parseTolerance('cpuUsPerRequest<=+3%'), contender: 'new' }, compared);
  return { ...gate, words: gateTexts({ ...compared, b: record, gates: [gate] }, null).join() };
}
const ofNew =
  (from: number, wish: Wished): Wish =>
  (contender, ratePerSec) =>
    contender === 'new' && ratePerSec >= from ? wish : {};

describe('a gate of CPU per request', () => {
  it.each([
    ['every rate', 400, LATE],
    ['the higher rate, with both compared at the lower', 1000, LATE],
    ['a rate by wrong answers', 1000, WRONG],
    [
      'a rate by wrong answers on a noisy host',
      1000,
      { ...WRONG, bottleneck: { label: 'host-noise', evidence: {}, sentence: '' } },
    ],
  ] as const)('fails where b fails %s that a held in every block', (_what, from, wish) => {
    const { outcome, words } = sidesGate(run(ofNew(from, wish)));
    expect(outcome).toBe('failed');
    expect(words).toContain(
      `failed; new failed at ${from === 400 ? '400' : '1,000'}/s, or below it, in every block; old held that`,
    );
  });

  it('fails where the ladder of b ended below that rate', () => {
    const ended: Wish = (contender, ratePerSec, block) => {
      if (contender === 'old') return {};
      return ratePerSec === 400 ? (block === 1 ? LATE : {}) : block === 1 ? 'not offered' : LATE;
    };
    expect(sidesGate(run(ended)).lost).toEqual({ contender: 'new', against: 'old', ratePerSec: 1000 });
  });

  it.each<[string, Wish, number?]>([
    ['b held it once', (c, rate, block) => (c === 'new' && rate === 1000 && block > 1 ? LATE : {})],
    ['a did not hold it either', (_c, rate) => (rate === 1000 ? LATE : {})],
    ['a missed it once', (c, rate, block) => (rate === 1000 && (c === 'new' || block === 1) ? LATE : {})],
    ['the host was noisy', ofNew(1000, { verdict: 'failed', reason: 'unclean' })],
    ['nobody offered it', (c, rate) => (c === 'new' && rate === 1000 ? 'not offered' : {})],
    ['there is one launch only', ofNew(1000, LATE), 1],
  ])('is not failed by a rate where %s', (_what, wish, blocks) => {
    expect(sidesGate(run(wish, blocks)).lost).toBeNull();
  });

  it('is decided so between two runs, too', () => {
    const [before, after] = [run(() => ({})), run(ofNew(400, LATE))];
    const compared = compareRuns(before, after);
    const gate = judgeGate(parseGate('new.cpuUsPerRequest<=+3%'), compared);
    expect(gate).toMatchObject({ outcome: 'failed', lost: { ratePerSec: 400 } });
    expect(gateTexts({ ...compared, b: after, gates: [gate] }, null).join()).toContain(
      'failed; new failed at 400/s, or below it, in every block of run b; in every block of run a it held that.',
    );
    expect(judgeGate(parseGate('old.cpuUsPerRequest<=+3%'), compared).lost).toBeNull();
    const stricter = { ...after, objective: { ...after.objective, latencyMs: 5 } };
    expect(compareRuns(before, stricter).lost).toEqual([]);
  });
});
