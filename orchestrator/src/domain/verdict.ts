import { generatorNoise } from './noise-credit.ts';
import { failsByBacklog, failsByErrors } from './rulings-on-failure.ts';
import { ruleOnLatency } from './rulings-on-latency.ts';
import { ruleOnCounts, ruleOnEnding, ruleOnNoise } from './rulings-on-measurement.ts';
import { slowShare } from './slow-share.ts';
import type { StepEvidence } from './step-evidence.ts';
import type { Judgement } from './verdict-types.ts';
import { siftWindows } from './window-noise.ts';

/**
 * Judges a step by the rules of docs/METHODOLOGY.md; the first that speaks decides. Overload is
 * `failed`, never `invalid`: noise voids a step only where its answer depends on the noise.
 */
export function judgeStep(step: StepEvidence): Judgement {
  const { load, ratePerSec, connections } = step;
  const generator = generatorNoise(load, ratePerSec, connections);
  const sifted = siftWindows(load.windows, step.host, step.objective, generator);
  const slow = slowShare(sifted.judged, step.objective, step.timeoutMs);
  const ruling =
    ruleOnEnding(step) ??
    ruleOnNoise(step, sifted) ??
    failsByErrors(step) ??
    ruleOnCounts(step) ??
    failsByBacklog(step, sifted.judged, sifted.credit.lostShare) ??
    ruleOnLatency(step, sifted, slow);
  return {
    ...ruling,
    cleanWindows: sifted.clean.length,
    windows: sifted.all.length,
    uncleanBy: sifted.uncleanBy,
    overShare: slow.share,
    overShareSe: slow.se,
  };
}
