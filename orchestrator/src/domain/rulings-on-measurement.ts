import { countRange } from './count-check.ts';
import { count, failed, invalid, percent, type Ruling } from './ruling.ts';
import { failsByBacklog, failsByErrors } from './rulings-on-failure.ts';
import { failsByLatencyDespiteNoise } from './rulings-on-latency.ts';
import { slowShare } from './slow-share.ts';
import type { StepEvidence } from './step-evidence.ts';
import { THRESHOLDS } from './thresholds.ts';
import type { SiftedWindows } from './window-noise.ts';

/** The step did not run to its end, or not in one piece. */
export function ruleOnEnding(step: StepEvidence): Ruling | null {
  if (step.interrupted) return invalid('interrupted', 'The step was interrupted before its end.');
  if (step.contenderDied) return failed('contender-died', 'The service ended in the middle of the step.');
  if (step.load.aborted) return invalid('interrupted', 'The generator ended the step before its end.');
  const { monotonic, wall } = step.load.elapsedMs;
  if (Math.abs(wall - monotonic) <= THRESHOLDS.sleptMs.value) return null;
  const clocks = `the wall clock counted ${(wall / 1000).toFixed(1)} s, the monotonic one ${(monotonic / 1000).toFixed(1)} s`;
  return invalid('slept', `The machine slept or its clock was set: ${clocks}.`);
}

/**
 * Too much noise to judge by, unless the answer is the same whatever the noise was worth: overload
 * that stands with all of it credited to the service is `failed`; an objective met in spite of it
 * is left to the later rules.
 */
export function ruleOnNoise(step: StepEvidence, sifted: SiftedWindows): Ruling | null {
  const { planned, dropped } = step.load.counts;
  const [clean, all] = [sifted.clean.length, sifted.all.length];
  const tooManyDropped = dropped > THRESHOLDS.droppedShare.value * planned;
  const tooFewClean =
    all - clean > THRESHOLDS.uncleanWindowsAllowed.value && clean < THRESHOLDS.cleanWindowShare.value * all;
  if (!tooManyDropped && !tooFewClean) return null;
  const despite = failsDespiteNoise(step, sifted);
  if (despite !== null) return despite;
  if (tooManyDropped) {
    const busy = `its CPUs were ${percent(generatorShare(step))} busy`;
    return invalid(
      'dropped',
      `The generator dropped ${count(dropped)} of ${count(planned)} arrivals (${percent(dropped / planned)}); ${busy}.`,
    );
  }
  if (meetsDespiteNoise(step, sifted)) return null;
  const kinds = Object.entries(sifted.uncleanBy).map(([kind, n]) => `${kind} in ${n}`);
  return invalid('unclean', `Only ${clean} of ${all} seconds were free of noise (${kinds.join(', ')}).`);
}

function failsDespiteNoise(step: StepEvidence, sifted: SiftedWindows): Ruling | null {
  const { planned, dropped } = step.load.counts;
  const { lostShare } = sifted.credit;
  // A second in which arrivals were dropped shows fewer in flight than there would have been.
  const whole = sifted.all.filter((window) => window.counts.dropped === 0);
  return (
    failsByErrors(step, lostShare + dropped / Math.max(1, planned)) ??
    failsByBacklog(step, whole, lostShare) ??
    failsByLatencyDespiteNoise(step, sifted)
  );
}

/** Nothing to hold against the service even with every noisy second included. */
function meetsDespiteNoise(step: StepEvidence, sifted: SiftedWindows): boolean {
  const slow = slowShare(sifted.all, step.objective, step.timeoutMs);
  const fails = failsByErrors(step) ?? failsByBacklog(step, sifted.all);
  return fails === null && slow.upper <= 1 - step.objective.quantile;
}

/** Server and client disagree on how many requests there were. */
export function ruleOnCounts(step: StepEvidence): Ruling | null {
  const { counts, leadIn } = step.load;
  if (step.serverCompleted === null) return null;
  const range = countRange(counts, leadIn);
  if (step.serverCompleted >= range.least && step.serverCompleted <= range.most) return null;
  const client = `the client sent ${count(counts.sent + leadIn.sent)} and got ${count(counts.completed + leadIn.completed)} answers`;
  return invalid(
    'count-mismatch',
    `The server says it completed ${count(step.serverCompleted)} requests; ${client}.`,
  );
}

function generatorShare(step: StepEvidence): number {
  const { cpuUs, wallUs } = step.load.use;
  return wallUs === 0 ? 0 : cpuUs / (wallUs * Math.max(1, step.generatorCpus));
}
