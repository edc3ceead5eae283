import {
  type ComparedMetric,
  comparedMetrics,
  controlFindings,
  intervalsAtOnce,
} from '../domain/compared-metrics.ts';
import { type BlockTable, type ComparedPair, compareContenders } from '../domain/comparison.ts';
import { wholeBlocks } from '../domain/cpu-by-block.ts';
import { geometricInterval } from '../domain/mean-interval.ts';
import type { Ratio } from '../domain/ratio.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { controlSentences } from './control-text.ts';
import { percent, rate, threeDigits } from './text/numbers.ts';

/** `3%`. */
export const MARGIN = sizeText(THRESHOLDS.equivalenceMargin.value);

/** How the contenders of a run compare, in sentences that are all read off the same intervals. */
export function comparisonText(record: RunRecord): string[] {
  if (record.contenders.length < 2 || record.launches.length === 0) return [];
  if (!record.cpus.rankable) return ['nothing is compared: server and load did not have CPUs of their own.'];
  const blocks = wholeBlocks(record).length;
  if (blocks < 2) {
    const begun = new Set(record.launches.map((launch) => launch.block)).size;
    const which = begun < 2 && blocks === 1 ? 'one block' : `${blocks} of ${begun} blocks whole`;
    return [`${which}: nothing is compared; --blocks 5 would.`];
  }
  const metrics = comparedMetrics(record);
  if (metrics.length === 0) {
    return [
      'nothing is compared: at no rate has every contender a valid step with right answers in every block.',
      ...(record.contenders.some(({ role }) => role === 'control')
        ? ['control: shows nothing, for the same reason.']
        : []),
    ];
  }
  const atOnce = intervalsAtOnce(record, metrics);
  return metrics.flatMap((metric) => metricText(record, metric, atOnce, blocks));
}

/** An interval from a third of its ratio to three times it. */
const HOPELESS = 10;

interface MetricWords {
  /** `fastify holds 1.31 × koa`: of a pair in the order of `first`. */
  readonly differs: (a: string, ratio: string, b: string) => string;
  readonly equivalent: string;
  readonly by: string;
  readonly whyNot: string;
  /** Which of two comes first in a sentence and in tiers. */
  readonly first: 'lower' | 'higher';
}

const WORDS: Readonly<Record<ComparedMetric['metric'], MetricWords>> = {
  cpu: {
    differs: (a, ratio, b) => `${a} uses ${ratio} × the CPU of ${b} per request`,
    equivalent: 'use the same CPU per request',
    by: 'CPU per request',
    whyNot: 'not compared, at no rate has it a valid step with right answers in every block',
    first: 'lower',
  },
  capacity: {
    differs: (a, ratio, b) => `${a} holds ${ratio} × ${b}`,
    equivalent: 'hold the same',
    by: 'capacity',
    whyNot: 'not compared by capacity, a launch showed no number or none could be judged',
    first: 'higher',
  },
};

function metricText(record: RunRecord, metric: ComparedMetric, atOnce: number, blocks: number): string[] {
  const { table, leftOut, controls } = metric;
  const words = WORDS[metric.metric];
  const comparison = compareContenders(table, atOnce);
  const left = [
    ...(leftOut.length === 0 ? [] : [`${leftOut.join(', ')}: ${words.whyNot}.`]),
    ...(comparison?.unpaired ?? []).map(
      ([a, b]) => `${a} and ${b}: not compared, fewer than two blocks have a number of both.`,
    ),
    ...gapSentences(table, comparison?.pairs ?? []),
  ];
  const hasPairs = comparison !== null && comparison.pairs.length > 0;
  if (!hasPairs && controls.length === 0) return left;
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return [
    ...figuresSentence(metric),
    `${introOf(record, metric)} in ${blocks} blocks; in brackets what is true of all of them at once with ${confidence} confidence.`,
    ...pairSentences(comparison?.pairs ?? [], metric.metric),
    ...left,
    ...(hasPairs ? [tiersSentence(comparison.tiers, words)] : []),
    ...controlSentences(metric, controlFindings(metric, atOnce)),
  ];
}

/** Of contenders with launches that say nothing: what their pairs rest on. */
function gapSentences(table: BlockTable, pairs: readonly ComparedPair[]): string[] {
  const paired = [...table].filter(([id]) => pairs.some(({ a, b }) => a === id || b === id));
  return paired.flatMap(([id, values]) => {
    const gaps = values.filter((value) => value === null).length;
    const which = `${gaps} of its ${values.length} launches`;
    return gaps === 0 ? [] : [`${id}: ${which} could not be judged; its pairs rest on the others.`];
  });
}

/** `CPU-µs per request: koa 81.2 (79.9 to 82.5), …`: what the pairs are made of; capacities stand in their table. */
function figuresSentence({ metric, table }: ComparedMetric): string[] {
  const confidence = THRESHOLDS.comparisonConfidence.value;
  if (metric !== 'cpu') return [];
  const figures = [...table]
    .flatMap(([id, values]) => {
      const interval = geometricInterval(
        values.flatMap((value) => value ?? []),
        confidence,
      );
      return interval === null ? [] : [{ id, ...interval }];
    })
    .sort((x, y) => x.mean - y.mean)
    .map(({ id, mean, low, high }) => {
      return `${id} ${threeDigits(mean)} (${threeDigits(low)} to ${threeDigits(high)})`;
    });
  if (figures.length === 0) return [];
  return [`CPU-µs per request: ${figures.join(', ')}; each with ${percent(confidence)} on its own.`];
}

function introOf({ scenario: { policy } }: RunRecord, { ratePerSec }: ComparedMetric): string {
  if (ratePerSec === null) return 'compared by capacity';
  const which =
    policy.kind === 'capacity'
      ? 'the first rate of every launch'
      : 'the highest rate that all answered in every block';
  return `compared at ${rate(ratePerSec)}, ${which},`;
}

/** One for each pair; one for all of those of which so little is known that there is nothing to read in a range. */
function pairSentences(pairs: readonly ComparedPair[], metric: ComparedMetric['metric']): string[] {
  const isHopeless = ({ low, high }: ComparedPair): boolean => high / low > HOPELESS;
  const hopeless = pairs.filter(isHopeless);
  const sentence = (pair: ComparedPair): string => `${pairWords(pair, metric)}.`;
  if (hopeless.length < 2) return pairs.map(sentence);
  const { by, first } = WORDS[metric];
  const names = hopeless.map(({ a, b }) => (first === 'lower' ? `${a} and ${b}` : `${b} and ${a}`));
  return [
    ...pairs.filter((pair) => !isHopeless(pair)).map(sentence),
    `cannot be separated by ${by}, with intervals over more than a factor of ${HOPELESS}: ${names.join('; ')}.`,
  ];
}

/** `fastify uses 0.76 × the CPU of koa per request (0.72 to 0.81)`. */
export function pairWords(pair: ComparedPair, metric: ComparedMetric['metric']): string {
  return orderedPairWords(pairAsTold(pair, metric), metric);
}

/** The same of `a` in relation to `b`, whichever is the lower. */
export function orderedPairWords(
  { a, b, ratio, low, high, verdict }: ComparedPair,
  metric: ComparedMetric['metric'],
): string {
  const words = WORDS[metric];
  const range = rangeText({ low, high });
  switch (verdict) {
    case 'differs':
      return `${words.differs(a, ratioText(ratio), b)} (${range})`;
    case 'equivalent':
      return `${a} and ${b} ${words.equivalent} to within ${MARGIN} (${range})`;
    case 'cannot-be-separated':
      return `${a} and ${b} cannot be separated by ${words.by} (${range})`;
  }
}

/** Which of the two comes first is the same in every sentence. */
export function pairAsTold(pair: ComparedPair, metric: ComparedMetric['metric']): ComparedPair {
  if (WORDS[metric].first === 'lower') return pair;
  const { a, b, ratio, low, high } = pair;
  return { ...pair, a: b, b: a, ratio: 1 / ratio, low: 1 / high, high: 1 / low };
}

function tiersSentence(tiers: readonly (readonly string[])[], { by, first }: MetricWords): string {
  const ordered = first === 'lower' ? tiers : tiers.map((tier) => tier.toReversed()).toReversed();
  const [only] = ordered;
  if (ordered.length === 1 && only !== undefined) return `one tier by ${by}: ${only.join(', ')}.`;
  const listed = ordered.map((tier, i) => `${i + 1}. ${tier.join(', ')}`).join('; ');
  const order = first === 'lower' ? 'least first' : 'highest first';
  return `tiers by ${by}, ${order}: ${listed}. Everybody in a tier differs from everybody in the others.`;
}

/** `3%`: of a size that was chosen, without figures it does not have. */
export function sizeText(share: number): string {
  return `${Number((share * 100).toPrecision(3))}%`;
}

/** `0.72 to 0.81`. */
export function rangeText({ low, high }: Pick<Ratio, 'low' | 'high'>): string {
  return `${ratioText(low)} to ${ratioText(high)}`;
}

/** Two decimals; more where they would hide on which side of 1 it is. */
export function ratioText(value: number): string {
  if (value >= 100 || value < 0.095) return threeDigits(value);
  const short = value.toFixed(2);
  return short === '1.00' && value !== 1 ? value.toFixed(3) : short;
}
