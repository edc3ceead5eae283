import { Histogram } from '@framework-lab/protocol/histogram';
import { lagOf } from './arrival-windows.ts';

/**
 * Encodes, merges and queries histograms until their code is compiled. The first call of each
 * costs 1 to 5 ms, the tenth 0.02 to 0.1 ms: that must not happen between the sends of a step.
 */
export function warmUpHistograms(): void {
  const filled = new Histogram();
  for (let value = 1; value < 60_000_000; value = value * 1.003 + 1) filled.record(value);
  const sum = new Histogram();
  for (let i = 0; i < 12; i++) {
    sum.merge(filled);
    lagOf(sum);
    sum.encode();
  }
}
