import { describe, expect, it } from 'vitest';
import type { BottleneckLabel } from '../../../src/domain/bottleneck-label.ts';
import { blocksWithin, endsBeforeBlock } from '../../../src/domain/capacity/budget.ts';
import {
  type BlockCapacity,
  blockCapacities,
  capacityByBlock,
  capacityEstimate,
} from '../../../src/domain/capacity/contender-capacity.ts';
import { expectedHalfWidth, gradeAbove, gradeOf, launchesFor } from '../../../src/domain/capacity/grade.ts';
import { confidenceOfLook, isLook } from '../../../src/domain/capacity/looks.ts';
import { capacityReach } from '../../../src/domain/capacity/reach.ts';
import type { SearchResult } from '../../../src/domain/capacity/search.ts';
import { stoppedBy } from '../../../src/domain/capacity/stopped-by.ts';
import { capacityPairs } from '../../../src/domain/compared-metrics.ts';
import { DEFAULT_OBJECTIVE } from '../../../src/domain/objective.ts';
import type { RunRecord, StepRecord } from '../../../src/domain/run-record.ts';
import { comparisonText } from '../../../src/report/comparison-text.ts';
import { capacityRun } from '../../report/capacity-fixture.ts';
import { SPEC } from './simulated-search.ts';

const scenario = { blocks: 3, objective: DEFAULT_OBJECTIVE, step: { durationS: 5, leadInS: 1 } };
const blocks = (...results: SearchResult[]): BlockCapacity[] =>
  results.map((result, i) => ({ block: i + 1, result }));
const found = (perSec: number): SearchResult => ({ kind: 'found', perSec });

describe('the capacity of a contender', () => {
  it('is the geometric mean of its launches, with t over their logarithms', () => {
    const estimate = capacityEstimate(blocks(found(1000), found(1020), found(1050)), scenario);
    // With t(0.975, 2) = 4.302653 of SciPy: ln from 6.869662 to 6.991577.
    expect(estimate).toMatchObject({ kind: 'interval', grade: 'C' });
    if (estimate.kind !== 'interval') return;
    expect(estimate.perSec).toBeCloseTo(1023.1277, 3);
    expect(estimate.high).toBeCloseTo(1087.4352, 3);
    // And lower by the 1 % that steps of 5 s cannot see of an objective of 50 ms.
    expect(estimate.low).toBeCloseTo(962.6231 / 1.01, 3);
    expect(estimate.halfWidth).toBeCloseTo(estimate.perSec / estimate.low - 1, 9);
  });

  it('cannot be told below the objective by the length of a step', () => {
    const twice = blocks(found(1000), found(1000));
    const slow = { ...scenario, objective: { ...DEFAULT_OBJECTIVE, latencyMs: 400 } };
    expect(capacityEstimate(twice, slow)).toMatchObject({ low: expect.closeTo(1000 / 1.08), grade: 'C' });
    expect(capacityEstimate(twice, scenario)).toMatchObject({ low: expect.closeTo(1000 / 1.01), grade: 'A' });
  });

  it('is at least so much where any launch was stopped by the measurement', () => {
    const result = blocks(found(1000), { kind: 'at-least', perSec: 900 }, found(1010));
    // Less what a step cannot see.
    expect(capacityEstimate(result, scenario)).toEqual({ kind: 'at-least', perSec: 900 / 1.01 });
  });

  it('has no interval after one launch, and no number where launches contradict each other', () => {
    expect(capacityEstimate(blocks(found(1000)), scenario)).toEqual({ kind: 'once', perSec: 1000 });
    expect(capacityEstimate(blocks(), scenario)).toEqual({ kind: 'unknown' });
    const nothing: SearchResult = { kind: 'held-nothing', downToPerSec: 2 };
    expect(capacityEstimate(blocks(nothing, nothing), scenario)).toEqual(nothing);
    expect(capacityEstimate(blocks(nothing, found(1000)), scenario)).toEqual({ kind: 'unknown' });
  });

  it('leaves out launches that could not be judged', () => {
    const result = blocks(found(1000), { kind: 'unknown' }, found(1010));
    expect(capacityEstimate(result, scenario)).toMatchObject({ kind: 'interval' });
  });
});

describe('what a record says', () => {
  const run = capacityRun({ koa: [4000, 4100], fastify: [8000, 8200] });

  it('is read from its steps, launch by launch', () => {
    const results = blockCapacities(run, 'koa').map(({ result }) => result);
    for (const [i, perSec] of [4000, 4100].entries()) {
      const result = results[i];
      expect(result?.kind === 'found' && Math.abs(result.perSec / perSec - 1)).toBeLessThan(0.012);
    }
    expect([...capacityByBlock(run).table.keys()]).toEqual(['koa', 'fastify']);
  });

  it('leaves out who answered wrongly and launches that were interrupted', () => {
    const launches = run.launches.map((launch) =>
      launch.contender === 'koa' && launch.block === 2 ? { ...launch, contract: 'failed' as const } : launch,
    );
    const wrong = { ...run, launches };
    expect(blockCapacities(wrong, 'koa')[1]?.result.kind).toBe('unknown');
    expect(capacityByBlock(wrong).leftOut).toEqual(['koa']);
    expect(capacityByBlock(wrong).table.get('fastify')).toHaveLength(2);
    const open = run.launches.map((launch) =>
      launch.block === 2 ? { ...launch, state: 'interrupted' as const } : launch,
    );
    expect(blockCapacities({ ...run, launches: open }, 'fastify')).toHaveLength(1);
  });
});

describe('launches without a number', () => {
  const run = capacityRun({ koa: [4000, 4100, 4050], fastify: [8000, 8200, 8100] });
  const relabelled = (label: BottleneckLabel, held = false): RunRecord => ({
    ...run,
    steps: run.steps.map((one) =>
      one.contender === 'koa' && one.block === 2 && (held || one.verdict !== 'held')
        ? { ...one, verdict: 'undecided', bottleneck: { label, evidence: {}, sentence: 'Made up.' } }
        : one,
    ),
  });

  it('are taken out of the pairs where noise left them without one, and said', () => {
    const noisy = relabelled('host-noise', true);
    expect(
      capacityByBlock(noisy)
        .table.get('koa')
        ?.map((value) => value === null),
    ).toEqual([false, true, false]);
    expect(comparisonText(noisy)).toContain(
      'koa: 1 of its 3 launches could not be judged; its pairs rest on the others.',
    );
    expect(capacityPairs(noisy).map(({ verdict }) => verdict)).toHaveLength(1);
  });

  it('of whom no pair is left say so, and nothing else', () => {
    const two = capacityRun({ koa: [4000, 4100], fastify: [8000, 8200] });
    const steps = two.steps.map((one) => {
      const isLost = one.contender === 'koa' ? one.block === 1 : one.block === 2;
      const bottleneck = { label: 'host-noise', evidence: {}, sentence: 'Made up.' } as const;
      return isLost ? { ...one, verdict: 'undecided' as const, bottleneck } : one;
    });
    const said = comparisonText({ ...two, steps });
    expect(said).toContain('koa and fastify: not compared, fewer than two blocks have a number of both.');
    expect(said.join(' ')).not.toContain('its pairs rest on the others');
    expect(said.join(' ')).not.toContain('tier by capacity');
  });

  it('take their contender out where they depend on what it holds', () => {
    const blocked = relabelled('generator');
    expect(capacityByBlock(blocked).leftOut).toEqual(['koa']);
    expect(comparisonText(blocked)).toContain(
      'koa: not compared by capacity, a launch showed no number or none could be judged.',
    );
  });
});

describe('what stopped a search', () => {
  const step = (label: BottleneckLabel, more: Partial<StepRecord> = {}): StepRecord => ({
    ...(capacityRun({ koa: [4000] }).steps.at(-1) as StepRecord),
    purpose: 'search',
    verdict: 'failed',
    reason: 'latency',
    bottleneck: { label, evidence: {}, sentence: 'Made up.' },
    ...more,
  });

  it('is the most frequent label, with its share; noise only where there is nothing else', () => {
    const noise = Array.from({ length: 5 }, () => step('host-noise'));
    expect(stoppedBy([])).toBeNull();
    expect(stoppedBy(noise)).toEqual({ label: 'host-noise', share: 1 });
    const some = [...noise, step('service-cpu'), step('service-cpu'), step('service-memory')];
    expect(stoppedBy(some)).toEqual({ label: 'service-cpu', share: 2 / 3 });
    expect(stoppedBy([...some, step('service-wait', { purpose: 'overload' })])?.share).toBe(2 / 3);
  });
});

describe('when a search ends', () => {
  const times = { firstS: 180, laterS: 80 };

  it('plans as many blocks as its budget has room for', () => {
    expect(blocksWithin(4 * 180 - 1, 4, times)).toBe(0);
    expect(blocksWithin(4 * 180, 4, times)).toBe(1);
    expect(blocksWithin(4 * (180 + 80 + 79), 4, times)).toBe(2);
    expect(blocksWithin(4 * (180 + 160), 4, times)).toBe(3);
  });

  const precise = capacityRun({ koa: [4000, 4000, 4000], fastify: [8000, 8000, 8000] }, 12);
  const spec = { ...SPEC, precision: 0.05 };

  it('looks after fixed numbers of blocks only, and ends when every interval is narrow enough', () => {
    expect(isLook(3) && !isLook(4)).toBe(true);
    expect(endsBeforeBlock(precise, spec, 4, times)).toBe('precise');
    expect(endsBeforeBlock(precise, spec, 3, times)).toBeNull();
    expect(endsBeforeBlock(precise, { ...spec, precision: 0.001 }, 4, times)).toBeNull();
    const uneven = capacityRun({ koa: [4000, 4600, 4000], fastify: [8000, 8000, 8000] }, 12);
    expect(endsBeforeBlock(uneven, spec, 4, times)).toBeNull();
  });

  it('does not wait for who answered wrongly, but for noise to pass', () => {
    const launches = precise.launches.map((one) =>
      one.contender === 'koa' ? { ...one, contract: 'failed' as const } : one,
    );
    expect(endsBeforeBlock({ ...precise, launches }, spec, 4, times)).toBe('precise');
    const label = { label: 'host-noise', evidence: {}, sentence: 'Made up.' } as const;
    const steps = precise.steps.map((one) =>
      one.contender === 'koa' ? { ...one, verdict: 'undecided' as const, bottleneck: label } : one,
    );
    expect(endsBeforeBlock({ ...precise, steps }, spec, 4, times)).toBeNull();
  });

  it('never ends before its first block, nor by time where none was given', () => {
    expect(endsBeforeBlock({ ...precise, launches: [], steps: [] }, spec, 1, times)).toBeNull();
    expect(endsBeforeBlock(precise, { ...spec, precision: 0.001, budgetS: null }, 4, times)).toBeNull();
  });

  it('ends before a block that would not fit, by what the last one took', () => {
    // Every launch of the fixture takes a minute; a first one is expected to be 180 / 80 as long as a later one.
    const two = capacityRun({ koa: [4000, 4100], fastify: [8000, 8200] }, 12);
    expect(endsBeforeBlock(two, { ...spec, budgetS: 6 * 60 }, 3, times)).toBeNull();
    expect(endsBeforeBlock(two, { ...spec, budgetS: 6 * 60 - 1 }, 3, times)).toBe('budget');
    const one = capacityRun({ koa: [4000], fastify: [8000] }, 12);
    expect(endsBeforeBlock(one, { ...spec, budgetS: 175 }, 2, times)).toBeNull();
    expect(endsBeforeBlock(one, { ...spec, budgetS: 170 }, 2, times)).toBe('budget');
  });

  it('says beforehand what it can reach', () => {
    const policy = { ...spec, budgetS: 1500 };
    expect(capacityReach({ ...scenario, blocks: 3, policy })).toEqual([
      '3 blocks within 25 min.',
      expect.stringMatching(
        /^If launches of a contender differ by 1%: ± 3\.\d% \(B\), by 2%: ± 6\.\d% \(C\)/,
      ),
    ]);
    expect(capacityReach({ ...scenario, blocks: 1, policy })[0]).toContain('it needs two');
    expect(capacityReach({ ...scenario, blocks: 1, policy: { ...spec, budgetS: 90 } })[0]).toContain(
      'within 90 s',
    );
    expect(capacityReach({ ...scenario, blocks: 8, policy: spec })[0]).toBe(
      '8 blocks; ends early, after 3 at the soonest, once every interval is within ± 5%.',
    );
    expect(capacityReach({ ...scenario, blocks: 8, policy: { ...spec, precision: 0.005 } })[0]).toBe(
      '8 blocks; never within ± 0.5%: its steps cannot tell less than 1%.',
    );
  });
});

describe('grades', () => {
  it('go by the half-width', () => {
    expect([0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.11].map(gradeOf)).toEqual([
      'A',
      'A',
      'B',
      'B',
      'C',
      'C',
      'inconclusive',
    ]);
    expect(gradeAbove('inconclusive')).toEqual({ grade: 'C', halfWidth: 0.1 });
    expect(gradeAbove('B')).toEqual({ grade: 'A', halfWidth: 0.02 });
    expect(gradeAbove('A')).toBeNull();
  });

  it('tell how many launches the next one needs', () => {
    // t(0.975, 4) · 0.02 / √5 = 2.776445 · 0.008944 = 0.024833 (SciPy).
    expect(expectedHalfWidth(0.02, 5, 0.95, 0)).toBeCloseTo(Math.expm1(0.024833), 6);
    const needed = launchesFor(0.05, 0.02, 0.01);
    expect(needed).toBe(5);
    // From four blocks on a run looks twice.
    expect(expectedHalfWidth(0.02, 5, 0.975, 0.01)).toBeLessThanOrEqual(0.05);
    expect(expectedHalfWidth(0.02, 4, 0.975, 0.01)).toBeGreaterThan(0.05);
    expect(launchesFor(0.02, 0.2, 0.01)).toBeNull();
  });

  it('share their confidence among the looks that were planned', () => {
    expect(confidenceOfLook(2)).toBeCloseTo(0.95);
    expect(confidenceOfLook(3)).toBeCloseTo(0.95);
    expect(confidenceOfLook(4)).toBeCloseTo(0.975);
    expect(confidenceOfLook(100)).toBeCloseTo(1 - 0.05 / 6);
  });
});
