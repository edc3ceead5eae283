import { describe, expect, it } from 'vitest';
import { stoppedBy } from '../../../src/domain/capacity/stopped-by.ts';
import { capacityClaims } from '../../../src/domain/claims-of-capacity.ts';
import { judgeGate, parseGate } from '../../../src/domain/gate.ts';
import { compareRuns } from '../../../src/domain/run-comparison.ts';
import { runDifferences } from '../../../src/domain/run-differences.ts';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import { changeText } from '../../../src/report/run-change-text.ts';
import { capacityRun } from '../../report/capacity-fixture.ts';
import { blocksRun, MACHINE } from '../../report/fixture.ts';

const BEFORE = capacityRun({ koa: [4000, 4060, 4020, 4040], fastify: [8000, 8120, 8040, 8080] });
const SLOWER = capacityRun({ koa: [4000, 4050, 4030, 4040], fastify: [7200, 7300, 7240, 7270] });
const outcomeOf = (text: string, a: RunRecord, b: RunRecord) =>
  judgeGate(parseGate(text), compareRuns(a, b)).outcome;

describe('a gate on capacity', () => {
  it('fails where the whole interval lies below what is tolerated', () => {
    expect(outcomeOf('fastify.capacity>=-3%', BEFORE, SLOWER)).toBe('failed');
    expect(outcomeOf('koa.capacity>=-3%', BEFORE, SLOWER)).toBe('passed');
    expect(outcomeOf('fastify.capacity>=-15%', BEFORE, SLOWER)).toBe('passed');
    expect(outcomeOf('fastify.capacity>=-10%', BEFORE, SLOWER)).toBe('undecided');
    // What could have been seen is less of it, not more.
    const { visibleChange, ...seen } = judgeGate(
      parseGate('fastify.capacity>=-3%'),
      compareRuns(BEFORE, SLOWER),
    );
    expect(
      seen.outcome === 'failed' && visibleChange !== null && visibleChange > 0 && visibleChange < 0.05,
    ).toBe(true);
    // To hold more is never a failure.
    expect(outcomeOf('fastify.capacity>=-3%', SLOWER, BEFORE)).toBe('passed');
  });

  it('stands beside the CPU per request, each in its own words', () => {
    const { changes } = compareRuns(BEFORE, SLOWER);
    const texts = changes.map(changeText);
    expect(texts[1]).toMatch(
      /^fastify holds 0\.90 × what it held \(0\.\d\d to 0\.\d\d\), in 4 and 4 blocks\.$/,
    );
    expect(texts[3]).toMatch(/^fastify uses 1\.1\d × the CPU it used .* at 1,000\/s in 4 and 4 blocks\.$/);
  });

  it('cannot be asked of runs that did not search, and is open where nothing was found', () => {
    const ladder = blocksRun(4, { fastify: 50 });
    expect(() => outcomeOf('fastify.capacity>=-3%', ladder, ladder)).toThrow('have none');
    const label = { label: 'generator', evidence: {}, sentence: 'Made up.' } as const;
    const steps = SLOWER.steps.map((one) =>
      one.contender === 'fastify' && one.verdict !== 'held' ? { ...one, bottleneck: label } : one,
    );
    const blocked = compareRuns(BEFORE, { ...SLOWER, steps });
    expect(blocked.withoutCapacity).toEqual(['fastify']);
    const gate = parseGate('fastify.capacity>=-3%');
    expect(judgeGate(gate, blocked)).toMatchObject({ outcome: 'undecided', visibleChange: null });
  });

  it('lets runs differ in how long they took and how sure they were to be', () => {
    const longer = { ...BEFORE.scenario.policy, budgetS: 60, precision: 0.02 };
    const other = { ...SLOWER, scenario: { ...SLOWER.scenario, policy: longer } } as RunRecord;
    expect(runDifferences({ record: BEFORE, machine: MACHINE }, { record: other, machine: MACHINE })).toEqual(
      [],
    );
  });
});

describe('a search that was made again', () => {
  const outcomes = (again: RunRecord): Record<string, string> =>
    Object.fromEntries(
      capacityClaims(BEFORE, again).map((claim) => [
        `${claim.kind} ${'a' in claim ? `${claim.a} ${claim.b}` : claim.contender}`,
        claim.outcome,
      ]),
    );

  it('confirms what it finds again', () => {
    expect(outcomes(capacityRun({ koa: [4010, 4050, 4030], fastify: [8060, 8040, 8090] }))).toEqual({
      'capacity koa': 'holds',
      'capacity fastify': 'holds',
      'capacity-order fastify koa': 'holds',
      'stopped-by koa': 'holds',
      'stopped-by fastify': 'holds',
    });
  });

  it('contradicts intervals that lie apart and an order that turned round', () => {
    expect(outcomes(capacityRun({ koa: [8000, 8050, 8030], fastify: [4060, 4040, 4090] }))).toMatchObject({
      'capacity koa': 'does-not-hold',
      'capacity fastify': 'does-not-hold',
      'capacity-order fastify koa': 'does-not-hold',
    });
  });

  it('cannot tell by one block, nor by a search that the generator stopped', () => {
    expect(outcomes(capacityRun({ koa: [4000], fastify: [8000] }))).toMatchObject({
      'capacity koa': 'cannot-tell',
      'capacity-order fastify koa': 'cannot-tell',
      'stopped-by koa': 'holds',
    });
    const label = { label: 'generator', evidence: {}, sentence: 'Made up.' } as const;
    const steps = BEFORE.steps.map((one) => (one.verdict === 'held' ? one : { ...one, bottleneck: label }));
    expect(outcomes({ ...BEFORE, steps })).toMatchObject({
      'capacity koa': 'cannot-tell',
      'stopped-by koa': 'cannot-tell',
    });
  });

  it('claims no label that stopped only half of its steps', () => {
    const other = { label: 'service-memory', evidence: {}, sentence: 'Made up.' } as const;
    const steps = BEFORE.steps.map((one, i) =>
      one.verdict === 'held' || i % 2 === 0 ? one : { ...one, bottleneck: other },
    );
    const told = capacityClaims({ ...BEFORE, steps }, BEFORE).filter(({ kind }) => kind === 'stopped-by');
    const shares = ['koa', 'fastify'].map(
      (id) => stoppedBy(steps.filter(({ contender }) => contender === id))?.share ?? 0,
    );
    expect(told).toHaveLength(shares.filter((share) => share > 0.5).length);
  });

  it('claims nothing where nothing was searched for', () => {
    expect(capacityClaims(blocksRun(3, { koa: 80 }), BEFORE)).toEqual([]);
  });
});
