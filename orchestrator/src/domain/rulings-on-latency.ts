import { formatQuantile, type Objective } from './objective.ts';
import { count, failed, held, percent, type Ruling, undecided } from './ruling.ts';
import { type SlowShare, slowShare } from './slow-share.ts';
import type { StepEvidence } from './step-evidence.ts';
import { THRESHOLDS } from './thresholds.ts';
import type { SiftedWindows } from './window-noise.ts';

/**
 * The last word: held, failed by latency, or undecided. Judged by the clean windows; a step that
 * meets the objective with its noisy seconds is held all the more, since noise only ever slows.
 */
export function ruleOnLatency(step: StepEvidence, sifted: SiftedWindows, slow: SlowShare): Ruling {
  const { objective } = step;
  const allowed = 1 - objective.quantile;
  // Most steps have no window set aside.
  const isWhole = sifted.judged.length === sifted.all.length;
  const whole = isWhole ? slow : slowShare(sifted.all, objective, step.timeoutMs);
  if (whole.upper <= allowed) return heldUnlessErrors(step, sentenceOf(objective, whole));
  if (slow.share === null || slow.se === null) {
    const needed = THRESHOLDS.latencyWindows.value;
    return undecided(
      `Only ${slow.windows} of ${sifted.all.length} seconds can be judged; latency needs ${needed}.`,
    );
  }
  const sentence = sentenceOf(objective, slow);
  if (slow.lower > allowed) {
    // A noisy second is set aside, but the queue it left behind weighs on the clean ones after it.
    const credited = slowShare(sifted.judged, objective, step.timeoutMs, sifted.credit.addedMs);
    if (credited.lower > allowed) return failed('latency', sentence);
    return undecided(`${sentence} With what noise may have added taken off it is not sure.`);
  }
  if (slow.upper > allowed) return undecided(sentence);
  // A held step never stands beside a p99 above its objective, and the p99 shown is the whole step's.
  if (whole.share !== null && whole.share > allowed) {
    return undecided(`${sentence} With the seconds set aside for noise it is ${percent(whole.share)}.`);
  }
  return heldUnlessErrors(step, sentence);
}

/** Some errors, too few to fail by, still do not meet the objective for sure. */
function heldUnlessErrors(step: StepEvidence, sentence: string): Ruling {
  const { planned, errors, timeouts, unsent } = step.load.counts;
  const wrong = errors + timeouts + unsent;
  const allowed = step.objective.errorShare;
  if (wrong <= allowed * planned) return held(sentence);
  return undecided(
    `${count(wrong)} of ${count(planned)} requests went wrong, too few to say whether more than ${percent(allowed)} do.`,
  );
}

/** Slow even when all that noise may have added is taken off. */
export function failsByLatencyDespiteNoise(step: StepEvidence, sifted: SiftedWindows): Ruling | null {
  if (sifted.hostClean.length < THRESHOLDS.cleanWindowShare.value * sifted.all.length) return null;
  const slow = slowShare(sifted.hostClean, step.objective, step.timeoutMs, sifted.credit.addedMs);
  if (slow.lower <= 1 - step.objective.quantile) return null;
  return failed('latency', `${sentenceOf(step.objective, slow)} What noise may have added is taken off.`);
}

function sentenceOf(objective: Objective, slow: SlowShare): string {
  const limit = `${objective.latencyMs} ms`;
  const range = `between ${percent(slow.lower)} and ${percent(slow.upper)}`;
  const allowed = `${formatQuantile(objective.quantile)} allows ${percent(1 - objective.quantile)}`;
  return `${percent(slow.share ?? 0)} of requests took longer than ${limit} (${range}); ${allowed}.`;
}
