import type { Ceiling } from './calibration.ts';
import { type CleanTrial, cleanTrial, EXHAUSTED_DROPS, type RateSearch } from './clean-limit.ts';
import type { GeneratorName } from './generator-choice.ts';
import type { StepLoad } from './load.ts';
import type { Objective } from './objective.ts';
import { THRESHOLDS } from './thresholds.ts';

/**
 * Geometric, from 500/s to 181,019/s, four rungs to the doubling: a ceiling is at most 16 % under the
 * truth, about what two sittings differ by. Six trials find a rung, two more look again at what a bad
 * moment spoilt: 8 steps of some 4 s.
 */
export const CEILING_SEARCH: RateSearch = {
  ladderPerSec: Array.from({ length: 35 }, (_, k) => Math.round(500 * 2 ** (k / 4))),
  mostTrials: 8,
};

/**
 * Whether a generator delivered a rate to a responder that does nothing as a step that would be valid
 * and held: all of it offered, on time, and answered within the objective. Its CPU use does not count:
 * the built-in one never sleeps from 1,000/s on, whatever it has to spare.
 */
export function ceilingTrial(
  load: StepLoad,
  ratePerSec: number,
  objective: Objective,
  cpus: number,
): CleanTrial {
  const trial = cleanTrial(load, ratePerSec, objective, cpus);
  const { planned, ok, dropped } = load.counts;
  const lost = planned === 0 ? 1 : (planned - dropped - ok) / planned;
  const latencies = load.windows.map(({ latency }) => latency);
  const isFast = latencies.some(
    (latency) => latency.count > 0 && latency.quantileUs(objective.quantile) <= objective.latencyMs * 1000,
  );
  const clean =
    ok > 0 &&
    isFast &&
    trial.droppedShare <= THRESHOLDS.droppedShare.value &&
    lost <= Math.max(objective.errorShare, THRESHOLDS.droppedShare.value) &&
    trial.uncleanWindows <= THRESHOLDS.uncleanWindowsAllowed.value;
  return { ...trial, clean, exhausted: trial.droppedShare > EXHAUSTED_DROPS };
}

/** What a search over the ladder of ceilings came to. */
export function ceilingOf(
  generator: GeneratorName,
  ratePerSec: number | null,
  trials: readonly CleanTrial[],
): Ceiling {
  const { ladderPerSec } = CEILING_SEARCH;
  const next = ladderPerSec[ratePerSec === null ? 0 : ladderPerSec.indexOf(ratePerSec) + 1];
  return { generator, ratePerSec, nextPerSec: next ?? null, trials };
}
