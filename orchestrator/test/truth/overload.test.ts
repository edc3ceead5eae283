import { expect, it } from 'vitest';
import { judgeOverload } from '../../src/domain/truth/cases-of-verdicts.ts';
import type { TruthSeen } from '../../src/domain/truth/truth-case.ts';
import { measureServer } from '../../src/lab/measure-truth.ts';
import { against, measured, story } from './truth-lab.ts';

/**
 * A service over its capacity fails, always, on a machine as noisy as it likes to be: the steps run
 * side by side, so that generators and servers disturb each other.
 */
const D_D_1 = { capacityPerSec: 200, work: 'fixed' } as const;

const verdicts = (results: readonly TruthSeen[]): string[] => results.map((r) => r.record.verdict);

it('D/D/1 at 1.1 times its capacity is failed in each of three short steps, and at twice it by errors', async () => {
  const short = { ratePerSec: 220, durationS: 4 };
  const twice = { ratePerSec: 400, durationS: 2, timeoutMs: 700, connections: 16 };
  const results = await Promise.all(
    [short, short, short, twice].map((step) => measured({ service: D_D_1, step })),
  );
  expect(verdicts(results), results.map(story).join('\n')).toEqual(Array(4).fill('failed'));
  for (const { record } of results) {
    expect(record.planned).toBe(record.sent + record.unsent + record.dropped);
    expect(record.sent).toBe(record.ok + record.errors + record.timeouts);
  }
  // Half of what came found no connection or no answer in time.
  const last = results.at(-1)?.record;
  expect(last?.reason).toBe('errors');
  expect((last?.unsent ?? 0) + (last?.timeouts ?? 0)).toBeGreaterThan(100);
});

it('M/M/1 at 1.1 times its capacity is failed, whatever the seed', async () => {
  // Long and fast enough for a queue that does not grow to be a matter of 5 standard deviations:
  // drift 0.1 μ T = 495 against √(2.1 μ T) = 102.
  const step = { ratePerSec: 990, durationS: 5, pacing: 'poisson' } as const;
  const results = await Promise.all([1, 2].map((seed) => unlessVoided({ ...step, seed })));
  for (const result of results) {
    // Voided three times by a generator that never got its CPU, it stays invalid; it is never held, nor in doubt.
    expect(judgeOverload(result).outcome, story(result)).not.toBe('wrong');
  }
});

/** As a run does: what noise voided is offered again, twice at most. */
function unlessVoided(step: Parameters<typeof measured>[0]['step']): Promise<TruthSeen> {
  const service = { capacityPerSec: 900, work: 'exponential', seed: step.seed ?? 1 } as const;
  return against(service, async (server, bench) => {
    for (let attempt = 1; ; attempt++) {
      const seen = await measureServer(bench, server, { service, step });
      if (judgeOverload(seen).outcome !== 'noise' || attempt === 3) return seen;
    }
  });
}
