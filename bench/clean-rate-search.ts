import type { OfferedRate } from './contestants/contestant.ts';

/** A gap this narrow is not worth another probe: rounds differ by more. */
const PRECISION = 0.04;

/**
 * The highest rate that is clean, by bisection on the logarithm between `low` (assumed clean,
 * and lowered while it is not) and `high` (assumed not). At most `probes` probes; null when none
 * was clean. `rate` answers to within one step of the last gap, from below.
 */
export async function highestCleanRate(
  offer: (ratePerSec: number) => Promise<OfferedRate>,
  bracket: { readonly low: number; readonly high: number },
  probes: number,
): Promise<number | null> {
  let { low, high } = bracket;
  let best: number | null = null;
  for (let probe = 0; probe < probes && (best === null || high / low > 1 + PRECISION); probe++) {
    const ratePerSec = Math.round(Math.sqrt(low * high));
    const { isClean } = await offer(ratePerSec);
    if (isClean) {
      best = ratePerSec;
      low = ratePerSec;
    } else {
      high = ratePerSec;
      if (best === null && high / low < 1.1) low /= 2;
    }
  }
  return best;
}
