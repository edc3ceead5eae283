import { describe, expect, it } from 'vitest';
import { closest } from '../../src/domain/did-you-mean.ts';
import { launchOrder } from '../../src/domain/launch-order.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import { seededRandom, shuffled } from '../../src/domain/random.ts';
import { runId } from '../../src/domain/run-id.ts';
import { timePlan } from '../../src/domain/time-plan.ts';

describe('seeded random numbers', () => {
  it('repeat with the seed and differ with another', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32));
  });

  it('are even and uncorrelated to within five standard errors', () => {
    const random = seededRandom(1);
    const draws = Array.from({ length: 100_000 }, random);
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const lagged = draws.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * ((draws[i] as number) - 0.5), 0);
    expect(Math.abs(mean - 0.5)).toBeLessThan((5 * Math.sqrt(1 / 12)) / Math.sqrt(1e5));
    expect(Math.abs(lagged / 1e5 / (1 / 12))).toBeLessThan(5 / Math.sqrt(1e5));
    expect(draws.every((x) => x >= 0 && x < 1)).toBe(true);
  });

  it('shuffle into every order about equally often', () => {
    const random = seededRandom(3);
    const seen = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      seen.set(order, (seen.get(order) ?? 0) + 1);
    }
    expect(seen.size).toBe(6);
    for (const times of seen.values()) expect(Math.abs(times - 1000)).toBeLessThan(150);
  });
});

describe('the order of launches', () => {
  it('has every contender once per block, each block in its own order, the same for a seed', () => {
    const contenders = ['a', 'b', 'c', 'd', 'e'];
    const order = launchOrder(contenders, 4, 7);
    const blocks = [1, 2, 3, 4].map((block) =>
      order.filter((l) => l.block === block).map((l) => l.contender),
    );
    for (const block of blocks) expect([...block].sort()).toEqual(contenders);
    expect(new Set(blocks.map(String)).size).toBeGreaterThan(1);
    expect(launchOrder(contenders, 4, 7)).toEqual(order);
    expect(order.map((l) => l.block)).toEqual([...order.map((l) => l.block)].sort());
  });
});

describe('did you mean', () => {
  const names = ['smoke', 'ramp', 'mixed', 'spike', 'soak', 'fastify'];
  it.each([
    ['rmap', 'ramp'],
    ['fastfy', 'fastify'],
    ['SMOKE', 'smoke'],
    ['mix', 'mixed'],
    ['spkie', 'spike'],
  ])('%s → %s', (word, meant) => {
    expect(closest(word, names)).toBe(meant);
  });

  it('keeps quiet when nothing is near', () => {
    expect(closest('capacity', names)).toBeNull();
    expect(closest('x', [])).toBeNull();
  });
});

describe('the id of a run', () => {
  it('sorts by start and is fit for a folder', () => {
    const id = runId(new Date('2026-11-23T10:15:30.123Z'), '../My Ramp', seededRandom(1));
    expect(id).toMatch(/^20261123-101530-my-ramp-[a-z2-9]{4}$/);
    expect(runId(new Date(0), '///', seededRandom(1))).toMatch(/^19700101-000000-run-/);
  });
});

describe('the time plan', () => {
  const scenario = {
    step: { durationS: 8, leadInS: 1 },
    warmUp: { ratePerSec: 100, minS: 10, maxS: 20 },
    policy: { kind: 'ladder', ratesPerSec: [1, 2, 3], stopAfterFailed: 2 },
    timeoutMs: 5000,
    objective: DEFAULT_OBJECTIVE,
    blocks: 2,
  } as const;

  it('adds up launches, and its worst case has retries, drains and the longest warm-up', () => {
    const plan = timePlan(scenario, 4);
    expect(plan.launches).toBe(8);
    expect(plan.worstCaseS / 8).toBeGreaterThanOrEqual((3 + 3) * (1 + 8 + 5) + 20);
    expect(plan.expectedS / 8).toBeGreaterThan(10 + 3 * 9);
    expect(plan.expectedS / 8).toBeLessThan(10 + 3 * 9 + 10);
  });
});
