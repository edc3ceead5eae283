import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/domain/distributions.ts';
import { judgeGate, parseGate } from '../../src/domain/gate.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { compareRuns } from '../../src/domain/run-comparison.ts';
import { runDifferences } from '../../src/domain/run-differences.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { blocksRun, MACHINE } from '../report/fixture.ts';

const COST = { koa: 80, fastify: 52 };
const BEFORE = blocksRun(5, COST);
const GATE = parseGate('fastify.cpuUsPerRequest<=+3%');

/** A run of `blocks` launches of each contender with the noise of a launch, 2 % unless said otherwise. */
function noisy(cost: typeof COST, blocks: number, random: () => number, sd = 0.02): RunRecord {
  const run = blocksRun(blocks, cost);
  const steps = run.steps
    .filter((step) => step.ratePerSec === 1000)
    .map((step) => {
      const cpu = cost[step.contender as keyof typeof COST] * Math.exp(sd * normalQuantile(random() || 0.5));
      return { ...step, server: { ...step.server, cpuUsPerRequest: cpu } };
    });
  return { ...run, steps };
}

describe('two runs', () => {
  it('are compared contender by contender, b over a', () => {
    const { changes, leftOut } = compareRuns(BEFORE, blocksRun(4, { fastify: 78, express: 9 }));
    expect(leftOut).toEqual(['koa', 'express']);
    expect(changes).toMatchObject([{ contender: 'fastify', ratePerSec: 1000 }]);
    expect(Math.exp(changes[0]?.logs?.mean ?? 0)).toBeCloseTo(1.5, 1);
  });

  it('simulated: all intervals are right at once in 95 of 100 comparisons, and gates rarely fail falsely', () => {
    for (const blocks of [3, 6]) {
      const [random, runs] = [seededRandom(blocks), 600];
      let [right, failed] = [0, 0];
      for (let run = 0; run < runs; run++) {
        const after = noisy({ koa: 80, fastify: 52 * 1.03 }, blocks, random, 0.03);
        const compared = compareRuns(noisy(COST, blocks, random), after);
        const truth = [0, Math.log(1.03)];
        right += Number(
          compared.changes.every(({ logs }, i) => {
            const was = truth[i] as number;
            return logs !== null && logs.low <= was && was <= logs.high;
          }),
        );
        failed += Number(judgeGate(GATE, compared).outcome === 'failed');
      }
      const error = Math.sqrt(runs * 0.95 * 0.05);
      expect(right).toBeGreaterThanOrEqual(runs * 0.95 - 3 * error);
      expect(failed).toBeLessThanOrEqual(runs * 0.025 + 3 * error);
    }
  });

  it('differ by conditions and by machine, and an unknown machine is never the same', () => {
    const a = { record: BEFORE, machine: MACHINE };
    expect(runDifferences(a, a)).toEqual([]);
    const record: RunRecord = {
      ...BEFORE,
      runtime: 'docker',
      objective: { quantile: 0.99, latencyMs: 20, errorShare: 0.001 },
    };
    const b = { record, machine: { ...MACHINE, kernel: '6.1' } };
    expect(runDifferences(a, b).map(({ what }) => what)).toEqual(['objective', 'runtime', 'kernel']);
    const nowhere = { record: BEFORE, machine: null };
    expect(runDifferences(nowhere, nowhere).map(({ what }) => what)).toEqual(['machine']);
  });

  it('differ by the data of the requests, the log-in and the reset', () => {
    const of = (sha256: string, path: string, reset: string) => {
      const login = { request: { method: 'POST', path, headers: {} }, token: 'jwt' };
      const service = {
        kind: 'compose',
        file: '/c.yml',
        readinessPath: '/',
        readyTimeoutS: 20,
        reset: { command: [reset], service: null },
        env: {},
        port: null,
      } as const;
      const data = { name: 'users', file: '/users.csv', sha256 };
      return {
        record: { ...BEFORE, scenario: { ...BEFORE.scenario, data, login, service } },
        machine: MACHINE,
      };
    };
    const a = of('a'.repeat(64), '/login', 'x');
    const b = of('b'.repeat(64), '/log-in', 'y');
    expect(runDifferences(a, b)).toMatchObject([
      { what: 'data', a: 'aaaaaaaaaaaa', b: 'bbbbbbbbbbbb' },
      { what: 'log-in' },
      { what: 'reset', a: 'command (x), service null', b: 'command (y), service null' },
    ]);
    expect(runDifferences({ record: BEFORE, machine: MACHINE }, a)[0]).toMatchObject({ a: 'none' });
  });
});

describe('a gate', () => {
  it.each([
    ['passes', 52, 'passed'],
    ['fails', 78, 'failed'],
    ['stays undecided near its limit', 53.5, 'undecided'],
  ] as const)('%s', (_what, fastify, outcome) => {
    expect(judgeGate(GATE, compareRuns(BEFORE, blocksRun(5, { ...COST, fastify }))).outcome).toBe(outcome);
  });

  it('says how many blocks would decide, and with one block that it knows nothing', () => {
    const near = judgeGate(GATE, compareRuns(BEFORE, blocksRun(5, { ...COST, fastify: 53 })));
    expect(near.outcome).toBe('undecided');
    expect(near.blocksNeeded).toBeGreaterThan(5);
    expect(near.visibleChange).toBeGreaterThan(0.005);
    expect(judgeGate(GATE, compareRuns(BEFORE, blocksRun(1, COST)))).toMatchObject({
      outcome: 'undecided',
      visibleChange: null,
    });
  });

  it.each([
    ['fastify.cpu', 'cannot be understood'],
    ['fastify.cpuUsPerRequst<=+3%', 'metric there is not'],
    ['fastify.cpuUsPerRequest>=-3%', 'to get worse'],
    ['fastify.capacity<=+3%', 'to get worse'],
    ['fastify.capacity>=-100%', 'to nothing'],
  ])('%s is refused', (text, why) => {
    expect(() => parseGate(text)).toThrow(why);
  });

  it('names a contender and a metric that these runs have', () => {
    const compared = compareRuns(BEFORE, BEFORE);
    expect(() => judgeGate(parseGate('fastfy.cpuUsPerRequest<=3%'), compared)).toThrow('no contender');
    expect(() => judgeGate(parseGate('fastify.capacity>=-3%'), compared)).toThrow('have none');
  });
});
