import type { LoadWindow } from './load.ts';
import type { HostSecond } from './samples.ts';
import type { JudgedLoad } from './step-evidence.ts';
import type { GeneratorNoise } from './window-noise.ts';

/** The most that noise may have done to a service; what still stands with it credited is the service's own. */
export interface NoiseCredit {
  /**
   * Latency, ms, that noise may have added to the requests of a window.
   *
   * A queue passes delays on, never makes more of them (departures are monotone in arrivals and in
   * service, Lindley's recursion): when arrivals so far were handed off up to L late, a request
   * leaves up to L late, and its answer is read up to as late as the generator stands still from
   * then on; a service that was robbed of t ms of work by then is up to t ms behind. So a noisy
   * second weighs on the ones after it, until the queue has emptied again.
   */
  readonly addedMs: (window: LoadWindow) => number;
  /** Share of the service's capacity, 0 to 1, that noise may have cost it over the step. */
  readonly lostShare: number;
}

/** Nothing noisy was seen, so nothing is excused. */
export const NO_EXCUSE: NoiseCredit = { addedMs: () => 0, lostShare: 0 };

/** The generator drops what is later than this, so what it sent was never later. */
const LATEST_SEND_MS = 100;

/** Credits what the noisy windows show, by second. */
export function noiseCredit(
  windows: readonly LoadWindow[],
  noisy: readonly LoadWindow[],
  host: ReadonlyMap<number, HostSecond>,
  generator: GeneratorNoise,
): NoiseCredit {
  const robbedMs = (window: LoadWindow): number => 1000 * takenShare(host.get(window.index));
  const leadInLagMs = generator.stoppedInLeadIn ? LATEST_SEND_MS : 0;
  return {
    addedMs: (window) => {
      const sentLateMs = Math.max(leadInLagMs, worstLagMs(noisy.filter((w) => w.index <= window.index)));
      const readLateMs = worstLagMs(noisy.filter((w) => w.index >= window.index));
      const robbed = noisy.filter((w) => w.index <= window.index).map(robbedMs);
      const starvedMs = generator.starvedShare * 1000 * (window.index + 1);
      return sentLateMs + readLateMs + robbed.reduce((sum, ms) => sum + ms, 0) + starvedMs;
    },
    lostShare: Math.min(1, meanTaken(windows, host) + generator.starvedShare),
  };
}

/**
 * What the generator did that windows do not show. Answers are read, and connections used again,
 * only while it runs: when it stands still for longer than the requests that fill the pool keep the
 * service busy, the service idles through no fault of its own. Of a stop of L ms the arrivals due in
 * its first L − w are more than w late, so their share is the share of the time lost.
 */
export function generatorNoise(load: JudgedLoad, ratePerSec: number, connections: number): GeneratorNoise {
  const poolMs = (1000 * connections) / ratePerSec;
  const { schedulerLag } = load;
  return {
    stoppedInLeadIn: load.leadIn.dropped > 0,
    starvedShare: schedulerLag.count === 0 ? 0 : schedulerLag.countAbove(poolMs * 1000) / schedulerLag.count,
  };
}

function worstLagMs(windows: readonly LoadWindow[]): number {
  return Math.max(0, ...windows.map((window) => window.lagUs.max / 1000));
}

function takenShare(second: HostSecond | undefined): number {
  return second === undefined ? 0 : Math.min(1, second.stealShare + (second.foreignShare ?? 0));
}

function meanTaken(windows: readonly LoadWindow[], host: ReadonlyMap<number, HostSecond>): number {
  const seen = windows.map((window) => host.get(window.index)).filter((second) => second !== undefined);
  return seen.length === 0 ? 0 : seen.reduce((sum, second) => sum + takenShare(second), 0) / seen.length;
}
