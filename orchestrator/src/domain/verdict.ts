import { backlogOf } from './backlog.ts';
import { countRange } from './count-check.ts';
import type { StepLoad } from './load.ts';
import { formatQuantile, type Objective } from './objective.ts';
import type { HostSecond } from './samples.ts';
import { type SlowShare, slowShare } from './slow-share.ts';
import { binomialLowerBound } from './statistics.ts';
import { THRESHOLDS } from './thresholds.ts';
import type { Judgement, Verdict, VerdictReason } from './verdict-types.ts';
import { type SiftedWindows, siftWindows } from './window-noise.ts';

export interface StepEvidence {
  readonly load: StepLoad;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly timeoutMs: number;
  readonly objective: Objective;
  /** Seconds without an entry count as free of host noise: nothing speaks against them. */
  readonly host: readonly HostSecond[];
  readonly generatorCpus: number;
  /** What the server completed in lead-in, step and drain; null where it cannot count. */
  readonly serverCompleted: number | null;
  readonly contenderDied: boolean;
  /** The lab ended the step early, e.g. by Ctrl-C. */
  readonly interrupted: boolean;
}

interface Ruling {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly detail: string;
}

/**
 * Judges a step: `invalid`, `failed`, `held` or `undecided`, by the rules of docs/METHODOLOGY.md in
 * their order. What would make a step invalid yields to a failure that stands even when the service
 * is given credit for all the noise: overload is `failed`, never `invalid`.
 */
export function judgeStep(step: StepEvidence): Judgement {
  const sifted = siftWindows(step.load.windows, step.host, step.objective);
  const slow = slowShare(sifted.judged, step.objective, step.timeoutMs);
  const ruling =
    ended(step) ??
    noise(step, sifted) ??
    errors(step) ??
    countMismatch(step) ??
    backlog(step, sifted) ??
    latency(step, sifted, slow);
  return {
    ...ruling,
    cleanWindows: sifted.clean.length,
    windows: sifted.all.length,
    uncleanBy: sifted.uncleanBy,
    overShare: slow.share,
    overShareSe: slow.se,
  };
}

function ended(step: StepEvidence): Ruling | null {
  if (step.interrupted) return invalid('interrupted', 'The step was interrupted before its end.');
  if (step.contenderDied) return failed('contender-died', 'The service ended in the middle of the step.');
  if (step.load.aborted) return invalid('interrupted', 'The generator ended the step before its end.');
  const { monotonic, wall } = step.load.elapsedMs;
  if (Math.abs(wall - monotonic) <= THRESHOLDS.sleptMs.value) return null;
  const [wallS, monotonicS] = [(wall / 1000).toFixed(1), (monotonic / 1000).toFixed(1)];
  return invalid(
    'slept',
    `The wall clock counted ${wallS} s, the monotonic clock ${monotonicS} s: the machine slept or its clock was set.`,
  );
}

/** The measurement went wrong, unless the service failed whatever the noise was worth. */
function noise(step: StepEvidence, sifted: SiftedWindows): Ruling | null {
  const { planned, dropped } = step.load.counts;
  const unclean = sifted.all.length - sifted.clean.length;
  const tooFewClean =
    unclean > THRESHOLDS.uncleanWindowsAllowed.value &&
    sifted.clean.length < THRESHOLDS.cleanWindowShare.value * sifted.all.length;
  const tooManyDropped = dropped > THRESHOLDS.droppedShare.value * planned;
  if (!tooFewClean && !tooManyDropped) return null;
  const despite = failedDespiteNoise(step, sifted);
  if (despite !== null) return despite;
  if (tooManyDropped) {
    return invalid(
      'dropped',
      `The generator dropped ${count(dropped)} of ${count(planned)} arrivals (${percent(dropped / planned)}); its CPUs were ${percent(generatorShare(step))} busy.`,
    );
  }
  const why = Object.entries(sifted.uncleanBy).map(([kind, n]) => `${kind} in ${n}`);
  return invalid(
    'unclean',
    `Only ${sifted.clean.length} of ${sifted.all.length} seconds were free of noise (${why.join(', ')}).`,
  );
}

function failedDespiteNoise(step: StepEvidence, sifted: SiftedWindows): Ruling | null {
  return (
    errors(step, sifted.hostShare + step.load.counts.dropped / Math.max(1, step.load.counts.planned)) ??
    backlog(
      step,
      { ...sifted, judged: sifted.all.filter((w) => w.counts.dropped === 0) },
      sifted.hostShare,
    ) ??
    latencyDespiteLag(step, sifted)
  );
}

/** Wrong answers cannot be the host's doing; missing ones can, up to `creditShare` of the arrivals. */
function errors(step: StepEvidence, creditShare = 0): Ruling | null {
  const { planned, errors: wrong, timeouts, unsent } = step.load.counts;
  const confidence = THRESHOLDS.errorConfidence.value;
  const allowed = step.objective.errorShare;
  const missing = timeouts + unsent;
  const sure =
    creditShare === 0
      ? binomialLowerBound(wrong + missing, planned, confidence) > allowed
      : binomialLowerBound(wrong, planned, confidence) > allowed ||
        binomialLowerBound(missing, planned, confidence) > allowed + creditShare;
  if (!sure) return null;
  const parts = [`${count(wrong)} errors`, `${count(timeouts)} timeouts`, `${count(unsent)} never sent`];
  return failed(
    'errors',
    `${percent((wrong + missing) / planned)} of ${count(planned)} requests went wrong (${parts.join(', ')}); the objective allows ${percent(allowed)}.`,
  );
}

function countMismatch(step: StepEvidence): Ruling | null {
  if (step.serverCompleted === null) return null;
  const { counts, leadIn } = step.load;
  const range = countRange(counts, leadIn);
  if (step.serverCompleted >= range.least && step.serverCompleted <= range.most) return null;
  const [got, sent] = [count(counts.completed + leadIn.completed), count(counts.sent + leadIn.sent)];
  return invalid(
    'count-mismatch',
    `The server says it completed ${count(step.serverCompleted)} requests; the client sent ${sent} and got ${got} answers.`,
  );
}

function backlog(step: StepEvidence, sifted: SiftedWindows, creditShare = 0): Ruling | null {
  const { drainMs } = step.load;
  const found = backlogOf(sifted.judged, { ...step, drainMs }, step.objective, creditShare);
  if (!found.grows || found.slopePerSec === null) return null;
  return failed(
    'backlog',
    `Requests in flight grew by ${count(Math.round(found.slopePerSec))} a second at ${count(step.ratePerSec)}/s, and took ${Math.round(drainMs)} ms to drain.`,
  );
}

/** Slow even when each window's worst lag is taken off twice: once for the send, once for reading the answer. */
function latencyDespiteLag(step: StepEvidence, sifted: SiftedWindows): Ruling | null {
  if (sifted.hostClean.length < THRESHOLDS.cleanWindowShare.value * sifted.all.length) return null;
  const slow = slowShare(sifted.hostClean, step.objective, step.timeoutMs, (w) => (2 * w.lagUs.max) / 1000);
  return slow.lower > 1 - step.objective.quantile
    ? failed('latency', slowSentence(step.objective, slow))
    : null;
}

function latency(step: StepEvidence, sifted: SiftedWindows, slow: SlowShare): Ruling {
  const { objective } = step;
  const allowed = 1 - objective.quantile;
  if (slow.share === null || slow.se === null) {
    return undecided(
      `Only ${slow.windows} of ${sifted.all.length} seconds can be judged; latency needs ${THRESHOLDS.latencyWindows.value}.`,
    );
  }
  const sentence = slowSentence(objective, slow);
  if (slow.lower > allowed) return failed('latency', sentence);
  if (slow.upper > allowed) return undecided(sentence);
  const wrong = step.load.counts.errors + step.load.counts.timeouts + step.load.counts.unsent;
  const wrongShare = wrong / step.load.counts.planned;
  if (wrongShare > objective.errorShare) {
    return undecided(
      `${count(wrong)} of ${count(step.load.counts.planned)} requests went wrong, too few to say whether more than ${percent(objective.errorShare)} do.`,
    );
  }
  const whole = slowShare(sifted.all, objective, step.timeoutMs);
  if (whole.share !== null && whole.share > allowed) {
    return undecided(`${sentence} With the seconds set aside for noise it is ${percent(whole.share)}.`);
  }
  return { verdict: 'held', reason: 'objective-met', detail: sentence };
}

function slowSentence(objective: Objective, slow: SlowShare): string {
  const range = `between ${percent(slow.lower)} and ${percent(slow.upper)}`;
  return `${percent(slow.share ?? 0)} of requests took longer than ${objective.latencyMs} ms (${range}); ${formatQuantile(objective.quantile)} allows ${percent(1 - objective.quantile)}.`;
}

function generatorShare(step: StepEvidence): number {
  const { cpuUs, wallUs } = step.load.use;
  return wallUs === 0 ? 0 : cpuUs / (wallUs * Math.max(1, step.generatorCpus));
}

const invalid = (reason: VerdictReason, detail: string): Ruling => ({ verdict: 'invalid', reason, detail });
const failed = (reason: VerdictReason, detail: string): Ruling => ({ verdict: 'failed', reason, detail });
const undecided = (detail: string): Ruling => ({ verdict: 'undecided', reason: 'too-close', detail });
const count = (n: number): string => n.toLocaleString('en-US');
const percent = (share: number): string => `${Number((share * 100).toPrecision(2))}%`;
