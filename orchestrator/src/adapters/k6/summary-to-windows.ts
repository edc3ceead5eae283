import { Histogram } from '@framework-lab/protocol/histogram';
import type { LoadCounts } from '@framework-lab/protocol/load';
import type { LoadWindow } from '../../domain/load.ts';
import { droppedByGenerator } from './blame-drops.ts';
import { type DropsInWindow, dropsByWindow, plannedByWindow } from './drops-by-window.ts';
import { brokenOf, k6Counts } from './k6-counts.ts';
import type { K6Failures, K6Summary } from './k6-summary.ts';
import { Rebuilt } from './rebuild-histogram.ts';

export interface K6Step {
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly timeoutMs: number;
  readonly virtualUsers: number;
  /** k6's use of its CPUs while the step lasted, 0 to 1; null where it could not be read. */
  readonly cpuShare: number | null;
  /** Ended before its time: what was not due yet is not missing. */
  readonly aborted: boolean;
}

/** A second of a k6 step with all of its lag, of which `LoadWindow` tells three values. */
export interface K6LoadWindow extends LoadWindow {
  readonly lag: Histogram;
}

/** What is known of a second before it is put together. */
interface Second {
  readonly latency: Rebuilt;
  readonly lag: Rebuilt;
  readonly pulse: Rebuilt;
  readonly drops: DropsInWindow;
  readonly failures: K6Failures;
}

/** `k6/scripts/step.ts` pulses every 20 ms. */
const PULSE_PERIOD_US = 20_000;

/** The seconds of a step; their counts add up to the step's. */
export function loadWindows(summary: K6Summary, step: K6Step): K6LoadWindow[] {
  const seconds = secondsOf(summary, step);
  const service = new Rebuilt(summary.service, summary.quantiles);
  const run = seconds.reduce((sum, { lag }) => sum + lag.count, 0);
  // k6 that is late at its deadline never gets to the last arrivals, and counts them nowhere.
  const neverTried = step.aborted ? 0 : Math.max(0, summary.planned - run - summary.scenarios.step.dropped);
  return seconds.map((second, index) => {
    const own = droppedByGenerator({
      ...step,
      dropped: second.drops.dropped,
      pulses: seconds.slice(Math.max(0, index - 1), index + 1).map(({ pulse }) => pulse),
    });
    const unsent = second.drops.dropped - own;
    const latency = latencyOf(second, service, step);
    // Little's law: k6 counts nobody in flight, but what arrives in a second times how long it stays is that.
    const inFlightMean = (latency.meanUs * latency.count) / 1e6 / Math.min(1, step.durationS - index);
    // Like those that waited for a connection in vain: k6 does not let them wait.
    if (unsent > 0) latency.record(step.timeoutMs * 1000, unsent);
    const lag = lagOf(second, step);
    return {
      index,
      counts: countsOf(second, unsent, own + (index === seconds.length - 1 ? neverTried : 0)),
      latency,
      lag,
      lagUs: { p50: lag.quantileUs(0.5), p99: lag.quantileUs(0.99), max: lag.maxUs },
      inFlightMean,
      inFlightMax: Math.min(step.virtualUsers, Math.ceil(inFlightMean)),
    };
  });
}

function secondsOf(summary: K6Summary, { ratePerSec }: K6Step): Second[] {
  const { windows, quantiles, scenarios } = summary;
  const periodUs = 1e6 / ratePerSec;
  const lags = windows.map(({ lag }) => new Rebuilt(lag, quantiles));
  const planned = plannedByWindow(summary.planned, windows.length, periodUs);
  const drops = dropsByWindow(lags, planned, scenarios.step.dropped, periodUs);
  const pulses = windows.map(({ pulse }) => new Rebuilt(pulse, quantiles));
  const pulseDrops = dropsByWindow(pulses, [], scenarios.pulse.dropped, PULSE_PERIOD_US);
  return windows.map(({ latency, failures }, i) => ({
    latency: new Rebuilt(latency, quantiles),
    lag: lags[i] as Rebuilt,
    pulse: (pulses[i] as Rebuilt).less((pulseDrops[i] as DropsInWindow).before * PULSE_PERIOD_US),
    drops: drops[i] as DropsInWindow,
    failures,
  }));
}

function countsOf({ lag, failures }: Second, unsentByService: number, dropped: number): LoadCounts {
  const { unsent = 0 } = failures;
  const broken = brokenOf(failures);
  return k6Counts({ sent: lag.count - unsent, unsent: unsent + unsentByService, dropped, failures, broken });
}

/**
 * From the intended time, where it is known. In a second in which arrivals were dropped no number
 * tells its due time: there it is the time the service took, as the step shows it.
 */
function latencyOf({ latency, drops, failures }: Second, service: Rebuilt, step: K6Step): Histogram {
  const timeoutUs = step.timeoutMs * 1000;
  const shiftUs = (drops.before * 1e6) / step.ratePerSec;
  // What came in time may stand above the time-out as long as it is not moved back by the drops before it.
  const isTimeout = (us: number): boolean => Math.abs(us - timeoutUs) < 1;
  if (drops.dropped === 0) return latency.histogram((us) => (isTimeout(us) ? us : us - shiftUs));
  const histogram = new Histogram();
  const atTimeout = (failures.timeout ?? 0) + (failures.unsent ?? 0);
  service.recordInto(histogram, latency.count - atTimeout);
  if (atTimeout > 0) histogram.record(timeoutUs, atTimeout);
  return histogram;
}

/** Due to hand-off; the pulse's where the due time is not known. */
function lagOf({ lag, pulse, drops }: Second, step: K6Step): Histogram {
  const histogram = new Histogram();
  if (drops.dropped > 0 && pulse.count > 0) pulse.recordInto(histogram, lag.count);
  else lag.less((drops.before * 1e6) / step.ratePerSec).recordInto(histogram, lag.count);
  return histogram;
}
