import { describe, expect, it } from 'vitest';
import { tQuantile } from '../../src/domain/distributions.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { slowShare } from '../../src/domain/slow-share.ts';
import { batchShare, binomialLowerBound, binomialUpperBound } from '../../src/domain/statistics.ts';
import { THRESHOLDS } from '../../src/domain/thresholds.ts';
import { simulatedStep } from './simulated-step.ts';

describe('the share of slow requests', () => {
  it('has the wider of both bounds, however the shorter way came to them', () => {
    const random = seededRandom(6);
    const confidence = THRESHOLDS.latencyConfidence.value;
    for (let run = 0; run < 60; run++) {
      const { load } = simulatedStep(
        { capacityPerSec: 300, service: random() < 0.5 ? 'fixed' : 'exponential' },
        {
          ratePerSec: Math.round(100 + 250 * random()),
          durationS: 2 + Math.floor(8 * random()),
          pacing: 'poisson',
          seed: run,
        },
      );
      for (const latencyMs of [1, 3, 10, 30, 100, 1000]) {
        const batches = load.windows.map(({ latency }) => ({
          hits: latency.countAbove(latencyMs * 1000),
          n: latency.count,
        }));
        const [hits, n] = (['hits', 'n'] as const).map((key) =>
          batches.reduce((sum, batch) => sum + batch[key], 0),
        ) as [number, number];
        const { share, se, df } = batchShare(batches);
        const margin = tQuantile(confidence, df) * (se as number);
        expect(slowShare(load.windows, { ...DEFAULT_OBJECTIVE, latencyMs }, 5000)).toEqual({
          share,
          se,
          lower: Math.max(0, Math.min(share - margin, binomialLowerBound(hits, n, confidence))),
          upper: Math.min(1, Math.max(share + margin, binomialUpperBound(hits, n, confidence))),
          requests: n,
          windows: batches.length,
        });
      }
    }
  });
});
