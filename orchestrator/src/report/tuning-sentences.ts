import { THRESHOLDS } from '../domain/thresholds.ts';
import type { TuningEffect, TuningMetric } from '../domain/tuning/tuning-effects.ts';
import { recommended, type SettingFinding, type ValueFinding } from '../domain/tuning/tuning-findings.ts';
import { MARGIN, rangeText, ratioText } from './comparison-text.ts';
import type { ShownTuning } from './shown-tuning.ts';
import { percent } from './text/numbers.ts';

const BY: Readonly<Record<TuningMetric, string>> = {
  cpu: 'CPU per request',
  p99: 'p99',
  capacity: 'capacity',
};

/** Which settings matter, what follows from it, and what the figures in the table are. */
export function tuningSentences(shown: ShownTuning): string[] {
  const { record, effects, settings, blocks } = shown;
  if (!record.cpus.rankable) return ['nothing is compared: server and load did not have CPUs of their own.'];
  if (effects.length === 0) {
    return [
      'nothing is compared: no two variants that differ in one setting only have figures at the same rate in one block.',
      ...settings.flatMap(heldWords).map((words) => `${words}.`),
    ];
  }
  const { value: enough } = THRESHOLDS.tuningBlocks;
  if (blocks < 2) {
    return [
      `one whole block: ratios without an interval, so nothing is said of which settings matter; --blocks ${enough} would.`,
      ...readingSentences(shown),
    ];
  }
  return [
    ...settings.map(mattersSentence),
    ...recommendation(shown),
    ...shown.sameWorkers.map(
      ({ workers, values }) =>
        `workers ${listed(values)} were the same here, ${workers} ${workers === 1 ? 'process' : 'processes'}: what differs between them is noise.`,
    ),
    ...readingSentences(shown),
  ];
}

function mattersSentence(finding: SettingFinding): string {
  const { setting, against, found, matters } = finding;
  if (matters === 'no') {
    const by = [...new Set(found.flatMap(({ effects }) => effects.map(({ metric }) => BY[metric])))];
    return `${setting} makes no difference here: ${listed(found.map(({ value }) => value))} and ${against} are the same to within ${MARGIN} by ${listed(by)}.`;
  }
  if (found.every(({ effects }) => effects.length === 0)) {
    return `${setting}: no two variants that differ in it only have figures at one rate in one block, so no figure can be said to differ.${otherwiseHeld(finding)}`;
  }
  if (matters === 'unknown') {
    const isBounded = found.some(({ effects }) => effects.some(({ interval }) => interval !== null));
    const bounds = isBounded
      ? '; the intervals are how much it may be'
      : ', and there is no interval to say how much it may be';
    return `${setting}: whether it matters cannot be told${bounds}.${otherwiseHeld(finding)}`;
  }
  const differing = found.flatMap((one) => differences(one, against));
  return `${setting} matters: ${differing.join('; ')}.${otherwiseHeld(finding)}`;
}

/** A rung has no interval: it is told apart from what has one. */
function otherwiseHeld(finding: SettingFinding): string {
  return heldWords(finding)
    .map((words) => ` ${words}.`)
    .join('');
}

function heldWords({ setting, against, found }: SettingFinding): string[] {
  const words = (what: string, values: readonly string[]): string[] =>
    values.length === 0
      ? []
      : [`With ${setting} ${listed(values)} a ${what} rate was held than with ${against}`];
  return [
    ...words(
      'lower',
      found.flatMap(({ value, heldLess }) => (heldLess ? [value] : [])),
    ),
    ...words(
      'higher',
      found.flatMap(({ value, heldMore }) => (heldMore ? [value] : [])),
    ),
  ];
}

/** `2n+1 against auto: 1.04 × the CPU per request (1.01 to 1.07) and 1.31 × the p99 (1.10 to 1.56)`. */
function differences({ value, effects }: ValueFinding, against: string): string[] {
  const differing = effects.filter(({ interval }) => interval?.verdict === 'differs');
  if (differing.length === 0) return [];
  return [`${value} against ${against}: ${listed(differing.map(effectWords))}`];
}

function effectWords({ metric, ratio, interval }: TuningEffect): string {
  const range = interval === null ? '' : ` (${rangeText(interval)})`;
  return `${ratioText(ratio)} × the ${BY[metric]}${range}`;
}

function recommendation(shown: ShownTuning): string[] {
  const { settings, isDoubtful, tuning } = shown;
  if (isDoubtful) {
    return ['nothing is recommended: a control of this run was not measured as what it is.'];
  }
  const better = recommended(shown).map(({ setting, against, values }) => {
    const between = values.length === 1 ? '' : ' (between these nothing is said)';
    return `${setting} ${values.join(' or ')} rather than ${against}${between}`;
  });
  const mixed = settings.flatMap(({ setting, found }) =>
    found.flatMap(({ value, outcome }) => (outcome === 'mixed' ? [`${setting} ${value}`] : [])),
  );
  return [
    better.length === 0
      ? `nothing is recommended for ${tuning.of}: no interval says that another value is better.`
      : `recommended for ${tuning.of}: ${better.join('; ')}.`,
    ...(mixed.length === 0
      ? []
      : [`better by one, and worse by another, of these figures and the rate held: ${listed(mixed)}.`]),
  ];
}

/** What the table shows, and what it rests on. */
function readingSentences(shown: ShownTuning): string[] {
  const { settings, intervals, effects, blocks, tuning, held } = shown;
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  const foreign = settings.filter(({ own, against }) => own !== against);
  const others = tuning.settings.length > 1 ? ', over every combination of the others' : '';
  return [
    ...(blocks < 2
      ? []
      : [
          `in brackets what is true of all ${intervals} intervals at once with ${confidence} confidence (Bonferroni), in ${blocks} blocks; each is of the pairs of variants that differ in that setting only${others}.`,
        ]),
    ...foreign.map(
      ({ setting, own, against }) =>
        `${setting} is ${own} without tune, which was not tried: its values are held against ${against}, the first.`,
    ),
    ...missing(effects, blocks),
    ...(held.size === 0
      ? []
      : [
          'held to: the highest rate of the ladder that every block held, of the variants that held least and most; rungs have no interval.',
        ]),
  ];
}

function missing(effects: readonly TuningEffect[], blocks: number): string[] {
  return effects
    .filter(({ pairs, pairsThereAre }) => pairs < pairsThereAre)
    .map(
      ({ setting, value, metric, pairs, pairsThereAre, interval }) =>
        `${setting} ${value} by ${BY[metric]} rests on ${pairs} of ${pairsThereAre} pairs of launches: of the others noise hid one, or a variant has no figure at this rate.${blocks >= 2 && interval === null ? ' All of them are of one block, so there is no interval.' : ''}`,
    );
}

/** `a`, `a and b`, `a, b and c`. */
function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
