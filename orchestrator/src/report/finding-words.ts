import type { CollapseFinding, Health } from '../domain/findings/collapse.ts';
import type { FastErrorsFinding } from '../domain/findings/fast-errors.ts';
import type { Finding } from '../domain/findings/findings.ts';
import type { GeneratorLimitFinding } from '../domain/findings/generator-limit.ts';
import type { ImbalanceFinding } from '../domain/findings/imbalance.ts';
import type { NoisyHostFinding } from '../domain/findings/noisy-host.ts';
import type { RecyclingFinding } from '../domain/findings/recycling.ts';
import type { RepeatedLineFinding } from '../domain/findings/repeated-line.ts';
import { type CapacityStop, isUnexplainedDeath, type LadderStop } from '../domain/findings/stops.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { capacityText } from './capacity-words.ts';
import { rangeText, ratioText } from './comparison-text.ts';
import { differencesWords } from './difference-words.ts';
import { hypothesisWords } from './hypothesis-words.ts';
import { quotedLine } from './quoted-line.ts';
import { count, cpuPercent, percent, rate, rateNumber, threeDigits } from './text/numbers.ts';
import { mainFailure, shortEvidence } from './verdict-words.ts';

/** What a finding says, in short sentences with the numbers it rests on. */
export function findingWords(finding: Finding): string {
  switch (finding.id) {
    case 'hypothesis':
      return hypothesisWords(finding);
    case 'collapse':
      return collapseWords(finding);
    case 'fast-errors':
      return fastErrorsWords(finding);
    case 'repeated-line':
      return repeatedLineWords(finding);
    case 'stops':
      return finding.of === 'ladder' ? stopOfLadderWords(finding) : stopOfSearchWords(finding);
    case 'differences':
      return differencesWords(finding);
    case 'recycling':
      return recyclingWords(finding);
    case 'imbalance':
      return imbalanceWords(finding);
    case 'generator-limit':
      return generatorWords(finding);
    case 'noisy-host':
      return noiseWords(finding);
  }
}

const launches = (n: number): string => `${count(n)} ${n === 1 ? 'launch' : 'launches'}`;
const steps = (n: number): string => `${count(n)} ${n === 1 ? 'step' : 'steps'}`;

const HEALTH: Readonly<Record<Health, string>> = {
  died: 'Its process ended there or right after.',
  'died-later': 'Its process lived on, and ended at a later step.',
  'right-after':
    'Its process lived, and after the load it kept the contract again; nobody asked for its health in between.',
  'wrong-after': 'Its process lived, but after the load it did not keep the contract any more.',
  'silent-after': 'Its process lived, but after the load it did not answer any more.',
  'not-asked-after': 'Its process lived; whether it kept the contract after the load is not known.',
};

function collapseWords({ contenders: [id], evidence: seen, others, health }: CollapseFinding): string {
  const cpu = seen.cpuShare === undefined ? '' : `, with ${cpuPercent(seen.cpuShare)} of the CPUs it can use`;
  const below = seen.belowPerSec ?? 0;
  const lost = below > seen.achievedPerSec ? `, after ${rate(below)} at a lower rate` : '';
  const silent =
    (seen.unansweredS ?? 0) > 0
      ? ` In the last ${seen.unansweredS} s of that it answered nothing rightly.`
      : '';
  const room = `${others.join(', ')} held that or more with at most ${cpuPercent(seen.othersCpuShare)} of theirs`;
  const often =
    seen.launches > 1 ? ` So it was in ${seen.collapsedLaunches} of ${launches(seen.launches)}.` : '';
  return `${id} collapses at ${rate(seen.offeredPerSec)}: it answered ${rate(seen.achievedPerSec)} rightly${lost}${cpu}, where ${room}.${silent} ${HEALTH[health]}${often}`;
}

function fastErrorsWords({ contenders: [id], evidence: seen, step }: FastErrorsFinding): string {
  const main = mainFailure({ ...step, byError: wrongAnswers(step.byError), timeouts: 0, unsent: 0 });
  const share = `${count(seen.wrong)} of ${count(seen.completed)} answers were wrong (${percent(seen.wrongShare)}, ${percent(seen.wrongShareLow)} to ${percent(seen.wrongShareHigh)}${main === null ? '' : `; ${main}`})`;
  const ms = (p50: number, p99: number): string => `p50 ${threeDigits(p50)} and p99 ${threeDigits(p99)} ms`;
  return `${id} at ${rate(seen.ratePerSec)} looks fast because it fails: ${share}, and ${ms(seen.p50Ms, seen.p99Ms)} are less than the ${ms(seen.heldP50Ms, seen.heldP99Ms)} of ${rate(seen.heldPerSec)}, which it held.`;
}

/** What came as an answer: what broke has no latency to look good by. */
function wrongAnswers({ status = 0, body = 0 }: Readonly<Record<string, number>>): Record<string, number> {
  return { status, body };
}

function repeatedLineWords({ contenders: [id], evidence: seen, line }: RepeatedLineFinding): string {
  const { text, isLeast, inLoad } = line;
  const when = inLoad ? 'under load' : 'in all, at times that it does not tell,';
  const others = seen.otherRepeatedLines;
  const more =
    others === 0 ? '' : ` ${count(others)} other ${others === 1 ? 'line repeats' : 'lines repeat'}.`;
  return `${id} logged ${isLeast ? 'at least ' : ''}${count(seen.lines)} times ${when} in ${launches(seen.launches)}, numbers aside: ${quotedLine(text)}.${more}`;
}

function stopOfLadderWords({ climb, isLeast, contenders: [id], evidence }: LadderStop): string {
  const { heldPerSec, stop } = climb;
  const nothing = isLeast ? 'showed no rate that every launch held' : 'held no rate';
  const held = heldPerSec === null ? nothing : `held ${isLeast ? '≥ ' : ''}${rate(heldPerSec)}`;
  if (stop === null) return `${id} ${held}: every rate that was offered, so nothing stopped it.`;
  const at = rate(stop.ratePerSec);
  const what = {
    held: `${at} was held`,
    failed: `${stop.reason === 'contender-died' ? 'its process ended' : 'it failed'} at ${at} (${shortEvidence(stop)})`,
    undecided: `${at} was too close to call (${shortEvidence(stop)})`,
    invalid: `${at} could not be measured (${shortEvidence(stop)})`,
  }[stop.verdict];
  const { steps: offered = 1, notHeldSteps = 1 } = evidence;
  const often = offered > 1 ? `, not held in ${notHeldSteps} of ${steps(offered)}` : '';
  const isTold = stop.bottleneck === null || isUnexplainedDeath(stop);
  const why = isTold ? '' : ` ${stop.bottleneck.label}: ${stop.bottleneck.sentence}`;
  return `${id} ${held}; ${what}${often}.${why}`;
}

function stopOfSearchWords({ contenders: [id], estimate, why, deaths }: CapacityStop): string {
  const share =
    why === null || why.share === 1 ? '' : ` in ${percent(why.share)} of the steps that stopped it`;
  const stopped = why === null ? '' : ` ${why.label}${share}: ${why.sentence}`;
  return `${id} ${holdsWords(estimate)}.${deathsWords(deaths)}${stopped}`;
}

function deathsWords(deaths: CapacityStop['deaths']): string {
  if (deaths === null) return '';
  const at = rate(deaths.fromPerSec);
  return deaths.steps === 1
    ? ` Its process ended at ${at}.`
    : ` Its process ended in ${steps(deaths.steps)} of its searches, the lowest at ${at}.`;
}

function holdsWords(estimate: CapacityStop['estimate']): string {
  const capacity = capacityText(estimate);
  switch (estimate.kind) {
    case 'interval': {
      const confidence = percent(THRESHOLDS.capacityConfidence.value);
      const open = estimate.grade === 'inconclusive' ? ', inconclusive' : '';
      return `holds ${capacity} (${confidence}: ${rateNumber(estimate.low)} to ${rateNumber(estimate.high)}${open})`;
    }
    case 'once':
      return `held ${capacity} in one launch, which has no interval`;
    case 'at-least':
      return `holds ${capacity}: that the service was what stopped every launch was not shown`;
    case 'held-nothing':
      return `held ${capacity}`;
  }
}

function recyclingWords(finding: RecyclingFinding): string {
  const { evidence: seen, metric, than } = finding;
  const replaced = replacedWords(finding);
  const [times, bounds] = [`${ratioText(seen.ratio)} ×`, `(${rangeText(seen)})`];
  if (than.kind === 'own-steps') {
    return `${replaced}; at ${rate(than.ratePerSec)} these used ${times} the CPU per request of its steps without a replacement ${bounds}.`;
  }
  return metric === 'cpu'
    ? `${replaced} and used ${times} the CPU per request of ${than.id} ${bounds}, the same without recycling.`
    : `${replaced} and holds ${times} what ${than.id} holds ${bounds}, the same without recycling.`;
}

/** Without a cause where some may have crashed. */
function replacedWords({ contenders: [id], evidence: seen, isByRequests }: RecyclingFinding): string {
  const [n, where] = [count(seen.replacedWorkers), `in ${seen.stepsWithReplacement} of ${steps(seen.steps)}`];
  return isByRequests
    ? `${id} replaced ${n} workers ${where} (MAX_REQUESTS ${seen.maxRequests})`
    : `${id} saw ${n} workers come and go ${where}`;
}

function imbalanceWords({ contenders: [id], evidence: seen }: ImbalanceFinding): string {
  const requests = `${count(seen.busiestCompleted)} of ${count(seen.completed)} requests in ${steps(seen.steps)} of launch ${seen.launch}`;
  const often = `uneven in ${seen.unevenLaunches} of ${launches(seen.launches)}`;
  return `${id}: the busiest of ${seen.workers} workers completed ${threeDigits(seen.timesTheMean)} times the mean (at least ${threeDigits(seen.timesTheMeanLow)}), ${requests}; ${often}.`;
}

function generatorWords({ why, contenders, evidence: seen }: GeneratorLimitFinding): string {
  const whose = contenders.join(', ');
  const from = rate(seen.fromPerSec);
  return why.kind === 'label'
    ? `From ${from} on the load generator was the limit, in ${seen.steps} of ${steps(seen.ofSteps)} below any limit of the contenders’ own (${whose}): the service may hold more. ${why.bottleneck.sentence}`
    : `k6 offered ${seen.steps} of its ${steps(seen.ofSteps)}, from ${from} on, above the ${rate(why.cleanLimitPerSec)} that it offers cleanly on these CPUs (${whose}): their latency is partly its own.`;
}

function noiseWords({ evidence: seen, hitMost, compared }: NoisyHostFinding): string {
  const share = `${seen.noisyAttempts} of ${seen.attempts} attempts were disturbed by the host (${percent(seen.noisyShare)}, ${percent(seen.noisyShareLow)} to ${percent(seen.noisyShareHigh)})`;
  const by = [
    ...(seen.stealShare === undefined ? [] : [`${percent(seen.stealShare)} of the CPU stolen`]),
    ...(seen.foreignShare === undefined
      ? []
      : [`${percent(seen.foreignShare)} of the server CPUs used by others`]),
  ];
  const means = by.length === 0 ? '' : ` In these, on average: ${by.join(', ')}.`;
  return `${share}, of them ${seen.invalidAttempts} invalid.${means}${hitMostWords(hitMost, compared)}`;
}

function hitMostWords(hitMost: NoisyHostFinding['hitMost'], compared: NoisyHostFinding['compared']): string {
  if (hitMost !== null) {
    const { kind, name, noisyAttempts, attempts } = hitMost;
    return ` It hit ${kind === 'block' ? 'block ' : ''}${name} most: ${noisyAttempts} of ${attempts}.`;
  }
  // One alone cannot be hit more than the others.
  if (compared.length === 0) return '';
  return ` No ${compared.join(' and no ')} was hit more than chance explains.`;
}
