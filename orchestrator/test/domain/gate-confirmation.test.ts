import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/domain/distributions.ts';
import { confirmedGates, type GateResult, judgeGate, parseGate } from '../../src/domain/gate.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { compareRuns } from '../../src/domain/run-comparison.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { blocksRun } from '../report/fixture.ts';

const GATE = parseGate('fastify.cpuUsPerRequest<=+3%');
const look = (outcome: GateResult['outcome'], visibleChange: number | null = 0.02): GateResult => ({
  gate: GATE,
  outcome,
  blocksNeeded: null,
  undecidable: null,
  lost: null,
  visibleChange,
});

describe('a second look', () => {
  it.each([
    ['failed', look('failed'), 'failed'],
    ['failed', look('passed'), 'passed'],
    ['failed', look('undecided'), 'undecided'],
    ['failed', look('undecided', null), 'failed'],
    ['passed', look('failed'), 'passed'],
    ['undecided', look('failed'), 'undecided'],
  ] as const)('of a gate that %s, as %o, comes to %s', (first, second, outcome) => {
    expect(confirmedGates([look(first)], [second])[0]?.outcome).toBe(outcome);
  });

  it('by which b fails what a held is the second look, interval or none', () => {
    const lost = { ...look('failed', null), lost: { contender: 'fastify', ratePerSec: 400 } };
    expect(confirmedGates([look('failed')], [lost])).toEqual([lost]);
  });

  it('simulated: lowers false failures, and sure regressions still fail', () => {
    const random = seededRandom(9);
    const noisy = (fastify: number): RunRecord => {
      const run = blocksRun(5, { fastify });
      const steps = run.steps.map((step) => {
        const cpuUsPerRequest = fastify * Math.exp(0.02 * normalQuantile(random() || 0.5));
        return { ...step, server: { ...step.server, cpuUsPerRequest } };
      });
      return { ...run, steps };
    };
    const runs = 1000;
    const failures = (ratio: number): { readonly once: number; readonly confirmed: number } => {
      let [once, confirmed] = [0, 0];
      for (let run = 0; run < runs; run++) {
        const before = noisy(50);
        const [first, second] = [1, 2].map(() => [judgeGate(GATE, compareRuns(before, noisy(50 * ratio)))]);
        if (first === undefined || second === undefined) throw new Error('two looks');
        once += Number(first[0]?.outcome === 'failed');
        confirmed += Number(confirmedGates(first, second)[0]?.outcome === 'failed');
      }
      return { once, confirmed };
    };
    // Where the true change is just what is tolerated, nothing should fail: 2.5 % do, and a quarter of those twice.
    const atLimit = failures(1.03);
    expect(atLimit.once).toBeLessThanOrEqual(runs * 0.025 + 3 * Math.sqrt(runs * 0.025));
    expect(atLimit.confirmed).toBeLessThanOrEqual(runs * 0.01);
    expect(atLimit.confirmed).toBeLessThanOrEqual(atLimit.once);
    // Equal code.
    expect(failures(1).confirmed).toBe(0);
    const dear = failures(1.12);
    expect(dear.confirmed).toBeGreaterThan(runs * 0.9);
  });
});
