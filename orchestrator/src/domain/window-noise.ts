import type { LoadWindow } from './load.ts';
import { NO_EXCUSE, type NoiseCredit, noiseCredit } from './noise-credit.ts';
import type { Objective } from './objective.ts';
import type { HostSecond } from './samples.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Why a window is unclean; only what the service cannot cause. */
export type NoiseKind = 'scheduler-lag' | 'steal' | 'foreign-cpu';

/** What the generator did to a step beyond what its windows show. */
export interface GeneratorNoise {
  /** It stood still for over 100 ms in the lead-in. */
  readonly stoppedInLeadIn: boolean;
  /** Share of the time, 0 to 1, that the service may have been idle because the generator stood still. */
  readonly starvedShare: number;
}

export interface SiftedWindows {
  readonly all: readonly LoadWindow[];
  /** Free of noise that the service did not cause. */
  readonly clean: readonly LoadWindow[];
  /** Clean, and not beside a stall of the generator: what latency and backlog are judged by. */
  readonly judged: readonly LoadWindow[];
  /** Where only the generator's own lag may have interfered, so that its lag can be credited. */
  readonly hostClean: readonly LoadWindow[];
  readonly uncleanBy: Readonly<Record<string, number>>;
  /** What the noise may have done to the service by each window, and to the step as a whole. */
  readonly credit: NoiseCredit;
}

const QUIET: GeneratorNoise = { stoppedInLeadIn: false, starvedShare: 0 };

/** Scheduler lag (p99 of a window) up to which it is clean, ms. */
export function lagLimitMs(objective: Objective): number {
  return Math.max(THRESHOLDS.lagFloorMs.value, THRESHOLDS.lagShareOfObjective.value * objective.latencyMs);
}

/** Sorts a step's windows by the evidence of noise. Never by latency: that would hide stalls of the service. */
export function siftWindows(
  windows: readonly LoadWindow[],
  host: readonly HostSecond[],
  objective: Objective,
  generator: GeneratorNoise = QUIET,
): SiftedWindows {
  const byIndex = new Map(host.map((second) => [second.index, second]));
  const stallUs = THRESHOLDS.stallShareOfObjective.value * objective.latencyMs * 1000;
  const stalled = new Set(
    windows.filter((w) => w.lagUs.max > stallUs || w.counts.dropped > 0).map((w) => w.index),
  );
  if (generator.stoppedInLeadIn) stalled.add(-1);
  const besideStall = (w: LoadWindow): boolean =>
    [w.index - 1, w.index, w.index + 1].some((i) => stalled.has(i));
  const uncleanBy: Record<string, number> = {};
  const clean: LoadWindow[] = [];
  const hostClean: LoadWindow[] = [];
  for (const window of windows) {
    const kinds = noiseOf(window, byIndex.get(window.index), objective);
    for (const kind of kinds) uncleanBy[kind] = (uncleanBy[kind] ?? 0) + 1;
    if (kinds.length === 0) clean.push(window);
    if (kinds.every((kind) => kind === 'scheduler-lag')) hostClean.push(window);
  }
  const noisy = windows.filter((w) => !clean.includes(w) || stalled.has(w.index));
  const isQuiet = noisy.length === 0 && !generator.stoppedInLeadIn;
  return {
    all: windows,
    clean,
    judged: clean.filter((window) => !besideStall(window)),
    hostClean,
    uncleanBy,
    credit: isQuiet ? NO_EXCUSE : noiseCredit(windows, noisy, byIndex, generator),
  };
}

function noiseOf(window: LoadWindow, second: HostSecond | undefined, objective: Objective): NoiseKind[] {
  const kinds: NoiseKind[] = [];
  if (window.lagUs.p99 > lagLimitMs(objective) * 1000) kinds.push('scheduler-lag');
  if ((second?.stealShare ?? 0) > THRESHOLDS.windowStealShare.value) kinds.push('steal');
  if ((second?.foreignShare ?? 0) > THRESHOLDS.windowForeignShare.value) kinds.push('foreign-cpu');
  return kinds;
}
