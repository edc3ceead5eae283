import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/domain/random.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { sameWorkers } from '../../src/domain/tuning/same-workers.ts';
import { referenceOf, type Tuning, variantsOf } from '../../src/domain/tuning/tuning.ts';
import { tuningEffects } from '../../src/domain/tuning/tuning-effects.ts';
import { type HeldRates, recommended, tuningFindings } from '../../src/domain/tuning/tuning-findings.ts';
import { TUNING, tuningRun, wobble } from '../report/tuning-fixture.ts';
import { normalNoise } from './normal-noise.ts';

const value = fc.oneof(
  fc.nat(1_000_000_000).map(String),
  fc.constantFrom('auto', '2n+1', '0.5', '5.125', 'rr', 'reuseport'),
);
const tunings = fc.record({
  of: fc.constantFrom('express', 'express-nested', 'a'),
  settings: fc
    .uniqueArray(fc.constantFrom('workers', 'connections', 'maxRequests', 'jitter', 'keepAlive', 'balance'), {
      minLength: 1,
      maxLength: 3,
    })
    .chain((names) =>
      fc.tuple(
        ...names.map((setting) =>
          fc.record({
            setting: fc.constant(setting),
            values: fc.uniqueArray(value, { minLength: 2, maxLength: 4 }),
            own: value,
          }),
        ),
      ),
    ),
}) as fc.Arbitrary<Tuning>;

describe('variants', () => {
  it('are every combination once, each with an id of its own that is one', () => {
    fc.assert(
      fc.property(tunings, (tuning) => {
        const variants = variantsOf(tuning);
        expect(variants).toHaveLength(tuning.settings.reduce((all, { values }) => all * values.length, 1));
        expect(new Set(variants.map(({ id }) => id)).size).toBe(variants.length);
        for (const { id, values } of variants) {
          expect(id).toMatch(/^[a-z0-9][a-z0-9-]*$/);
          expect(values.map(({ setting }) => setting)).toEqual(tuning.settings.map(({ setting }) => setting));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('have ids that say what they are', () => {
    expect(variantsOf(TUNING).map(({ id }) => id)).toEqual([
      'express--workers-1--max-requests-0',
      'express--workers-1--max-requests-1000',
      'express--workers-auto--max-requests-0',
      'express--workers-auto--max-requests-1000',
      'express--workers-2nplus1--max-requests-0',
      'express--workers-2nplus1--max-requests-1000',
    ]);
  });

  it('are held against what stands, or else against the first', () => {
    expect(TUNING.settings.map(referenceOf)).toEqual(['auto', '0']);
    expect(referenceOf({ setting: 'workers', values: ['2', '4'], own: 'auto' })).toBe('2');
  });
});

const DEARER: Readonly<Record<string, number>> = { '1': 1, auto: 1, '2n+1': 1.1 };

/** 2n+1 costs a tenth more whatever the rest; recycling a fifth. */
const KNOWN = tuningRun({
  step: (values, block) => ({
    cpuUs:
      90 *
      (DEARER[values['workers'] ?? ''] ?? 1) *
      (values['maxRequests'] === '1000' ? 1.2 : 1) *
      wobble(values, block),
    p99Ms: 5 * wobble(values, block),
  }),
});

const TWO_BY_TWO: Tuning = {
  of: 'express',
  settings: [
    { setting: 'workers', values: ['1', '2'], own: '1' },
    { setting: 'maxRequests', values: ['0', '1000'], own: '0' },
  ],
};

describe('effects of settings', () => {
  const cpu = (record: RunRecord) =>
    tuningEffects(record, TUNING).effects.filter(({ metric }) => metric === 'cpu');

  it('are of the pairs that differ in this setting only, in every block', () => {
    const { effects, intervals } = tuningEffects(KNOWN, TUNING);
    expect(
      effects.map(({ setting, value: of, against, metric }) => [setting, of, against, metric].join(' ')),
    ).toEqual([
      'workers 1 auto cpu',
      'workers 2n+1 auto cpu',
      'maxRequests 1000 0 cpu',
      'workers 1 auto p99',
      'workers 2n+1 auto p99',
      'maxRequests 1000 0 p99',
    ]);
    expect(intervals).toBe(6);
    expect(effects.map(({ pairs, pairsThereAre }) => [pairs, pairsThereAre])).toEqual(
      [6, 6, 9, 6, 6, 9].map((pairs) => [pairs, pairs]),
    );
  });

  it('are what was put in, and blocks cancel', () => {
    const [one, more, recycling] = cpu(KNOWN);
    expect(one?.ratio).toBeCloseTo(1, 1);
    expect(more?.ratio).toBeCloseTo(1.1, 1);
    expect(recycling?.ratio).toBeCloseTo(1.2, 1);
    for (const [effect, truth] of [
      [one, 1],
      [more, 1.1],
      [recycling, 1.2],
    ] as const) {
      expect(effect?.interval?.low).toBeLessThan(truth);
      expect(effect?.interval?.high).toBeGreaterThan(truth);
      // Blocks differ by a fifth; what is left is the wobble of launches.
      expect((effect?.interval?.high ?? 9) / (effect?.interval?.low ?? 0)).toBeLessThan(1.12);
    }
  });

  it('have no interval in one block, and are none where server and load share CPUs', () => {
    const once = tuningEffects(tuningRun({ blocks: 1 }), TUNING);
    expect(once.effects.length).toBe(6);
    expect(once.effects.every(({ interval }) => interval === null)).toBe(true);
    const shared = tuningRun({ more: { cpus: { ...KNOWN.cpus, rankable: false } } });
    expect(tuningEffects(shared, TUNING).effects).toEqual([]);
  });

  it('have no interval where noise left pairs of one block only, however many', () => {
    const noisy = tuningRun({
      blocks: 3,
      step: (values, block) =>
        block > 1 && values['workers'] === '2n+1' ? { verdict: 'invalid', reason: 'unclean' } : {},
    });
    const { effects, intervals } = tuningEffects(noisy, TUNING);
    const of = (value: string) => effects.find((one) => one.value === value && one.metric === 'cpu');
    expect(of('2n+1')).toMatchObject({ pairs: 2, pairsThereAre: 6, interval: null });
    expect(of('1')?.interval).not.toBeNull();
    expect(intervals).toBe(4);
  });

  it('leave out pairs without figures, and say of how many', () => {
    const broken = tuningRun({
      step: (values) =>
        values['workers'] === '2n+1' && values['maxRequests'] === '1000'
          ? { verdict: 'failed', reason: 'latency' }
          : {},
    });
    const found = tuningEffects(broken, TUNING).effects;
    const of = (setting: string, of: string) =>
      found.find((one) => one.setting === setting && one.value === of);
    expect(of('workers', '2n+1')).toMatchObject({ pairs: 3, pairsThereAre: 6 });
    expect(of('maxRequests', '1000')).toMatchObject({ pairs: 6, pairsThereAre: 9 });
  });

  it('lose a launch to noise and no more, but a rate to one that failed', () => {
    const at = (verdict: 'invalid' | 'failed') =>
      tuningEffects(
        tuningRun({
          step: (values, block, rate) =>
            block === 2 && rate === 1000 && values['workers'] === '1' ? { verdict, reason: 'unclean' } : {},
        }),
        TUNING,
      ).effects.filter(({ setting, value: of }) => setting === 'workers' && of === '1');
    const told = { pairsThereAre: 6, ratio: 1 };
    expect(at('invalid')).toMatchObject([
      { metric: 'cpu', ratePerSec: 1000, pairs: 4, ...told },
      { metric: 'p99', ratePerSec: 1000, pairs: 4, ...told },
    ]);
    expect(at('failed')).toMatchObject([
      { metric: 'cpu', ratePerSec: 400, pairs: 6, ...told },
      { metric: 'p99', ratePerSec: 400, pairs: 6, ...told },
    ]);
  });

  // 95 % of runs, whatever the pairs differ in noise and however much one setting depends on the other.
  it.each([
    ['equally noisy', 1, 0],
    ['one pair ten times as noisy', 10, 0],
    ['an effect that depends on the other setting', 1, 0.05],
  ])('are all right at once in at least as many runs as they say: %s', (_, noisy, interaction) => {
    const noise = normalNoise(seededRandom(41));
    const runs = 100;
    let right = 0;
    for (let run = 0; run < runs; run += 1) {
      const record = tuningRun({
        tuning: TWO_BY_TWO,
        rates: [1000],
        step: (values) => {
          const recycles = values['maxRequests'] === '1000';
          const depends = values['workers'] === '2' ? (recycles ? 1 : -1) * interaction : 0;
          const factor = Math.exp(depends + (recycles ? 0.01 * noisy : 0.01) * noise());
          return { cpuUs: 90 * factor, p99Ms: 5 * factor };
        },
      });
      // The effect of workers is 0 on average; recycling then depends on workers, by as much each way.
      const { effects } = tuningEffects(record, TWO_BY_TWO);
      const known = effects.filter(({ setting }) => interaction === 0 || setting === 'workers');
      const isRight = known.every(
        ({ interval }) => interval !== null && interval.low <= 1 && interval.high >= 1,
      );
      if (isRight) right += 1;
    }
    // 95 %, less three standard errors of so short a simulation.
    expect(right / runs).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / runs));
  });
});

describe('what follows', () => {
  const held = (rates: Readonly<Record<string, number>>): HeldRates =>
    new Map(
      variantsOf(TUNING).map(({ id }) => {
        const less = Object.keys(rates).find((part) => id.includes(part));
        return [id, { perSec: less === undefined ? 1000 : (rates[less] as number), isLeast: false }];
      }),
    );
  const findings = (step: Parameters<typeof tuningRun>[0], rates: Readonly<Record<string, number>> = {}) =>
    tuningFindings(tuningRun(step), TUNING, held(rates));
  const cheap = (factor: number, p99 = 1) => ({
    blocks: 4,
    step: (values: Readonly<Record<string, string>>, block: number) => ({
      cpuUs: 90 * (values['workers'] === '1' ? factor : 1) * wobble(values, block),
      p99Ms: 5 * (values['workers'] === '1' ? p99 : 1) * wobble(values, block),
    }),
  });
  const outcome = (of: ReturnType<typeof findings>) =>
    of.settings[0]?.found.map(({ value: name, outcome: is }) => `${name} ${is}`);

  it('a value is recommended only where an interval says it is better, and none that it is worse', () => {
    const better = findings(cheap(0.8));
    expect(outcome(better)).toEqual(['1 better', '2n+1 same']);
    expect(better.settings.map(({ matters }) => matters)).toEqual(['yes', 'no']);
    expect(recommended(better)).toEqual([{ setting: 'workers', against: 'auto', values: ['1'] }]);

    const dearer = findings(cheap(1.2));
    expect(outcome(dearer)).toEqual(['1 worse', '2n+1 same']);
    expect(recommended(dearer)).toEqual([]);

    const slower = findings(cheap(0.8, 1.5));
    expect(outcome(slower)).toEqual(['1 mixed', '2n+1 same']);
    expect(recommended(slower)).toEqual([]);
  });

  it('a lower rate held takes a recommendation away, and makes none', () => {
    const holdsLess = findings(cheap(0.8), { 'workers-1--max-requests-1000': 400 });
    expect(outcome(holdsLess)).toEqual(['1 mixed', '2n+1 same']);
    expect(recommended(holdsLess)).toEqual([]);
    const stopped = findings(cheap(1), { 'workers-2nplus1': 400 });
    expect(stopped.settings[0]?.matters).toBe('unknown');
  });

  it('a higher rate held is not the same either, whatever the figures say', () => {
    const flat = { blocks: 8, step: () => ({ cpuUs: 90, p99Ms: 5 }) };
    const more = findings(flat, { 'workers-auto': 400 }).settings[0];
    expect(more?.found.map(({ outcome: is, heldLess, heldMore }) => [is, heldLess, heldMore])).toEqual([
      ['open', false, true],
      ['open', false, true],
    ]);
    expect(more?.matters).toBe('unknown');
    expect(outcome(findings(cheap(1.2), { 'workers-auto': 400 }))?.[0]).toBe('1 mixed');
  });

  it('what is the same to within the margin by every figure makes no difference', () => {
    const same = findings({ blocks: 8, step: () => ({ cpuUs: 90, p99Ms: 5 }) });
    expect(same.settings.map(({ matters }) => matters)).toEqual(['no', 'no']);
    expect(recommended(same)).toEqual([]);
  });

  it('values of workers that came to the same are told', () => {
    expect(sameWorkers(tuningRun(), TUNING)).toEqual([{ workers: 1, values: ['1', 'auto'] }]);
    const run = tuningRun();
    const launches = run.launches.map((one) => ({ ...one, workers: null }));
    expect(sameWorkers({ ...run, launches }, TUNING)).toEqual([]);
  });
});
