import { capacityByBlock } from '../domain/capacity/contender-capacity.ts';
import { looksOf } from '../domain/capacity/looks.ts';
import { type BlockTable, type ComparedPair, compareContenders } from '../domain/comparison.ts';
import { cpuByBlock, wholeBlocks } from '../domain/cpu-by-block.ts';
import type { Ratio } from '../domain/ratio.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { percent, rate, threeDigits } from './text/numbers.ts';

/** `3%`. */
export const MARGIN = `${Number((THRESHOLDS.equivalenceMargin.value * 100).toPrecision(3))}%`;

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
  const metrics = metricsOf(record);
  if (metrics.length === 0)
    return ['nothing is compared: no rate was answered by every contender in every block.'];
  const families = metrics.length * looksAt(record);
  return metrics.flatMap((metric) => metricText(metric, families, blocks));
}

/** One number of every contender in every block, and the words for it. */
interface ComparedMetric {
  readonly table: BlockTable;
  readonly leftOut: readonly string[];
  /** Before `in 5 blocks`. */
  readonly intro: string;
  /** After the names of those who are not compared. */
  readonly whyNot: string;
  readonly words: MetricWords;
}

interface MetricWords {
  /** `fastify holds 1.31 × koa`: of the pair in the order of the words. */
  readonly differs: (a: string, ratio: string, b: string) => string;
  readonly equivalent: string;
  readonly by: string;
  /** Which of two comes first in a sentence and in tiers. */
  readonly first: 'lower' | 'higher';
}

const CPU_WORDS: MetricWords = {
  differs: (a, ratio, b) => `${a} uses ${ratio} × the CPU of ${b} per request`,
  equivalent: 'use the same CPU per request',
  by: 'CPU per request',
  first: 'lower',
};
const CAPACITY_WORDS: MetricWords = {
  differs: (a, ratio, b) => `${a} holds ${ratio} × ${b}`,
  equivalent: 'hold the same',
  by: 'capacity',
  first: 'higher',
};

/** The pairs of a run by capacity, with the very intervals of its sentences. */
export function capacityPairs(record: RunRecord): readonly ComparedPair[] {
  const families = metricsOf(record).length * looksAt(record);
  return compareContenders(capacityByBlock(record).table, families)?.pairs ?? [];
}

/** A run that may end early looks at its intervals more than once. */
function looksAt({ scenario: { policy, blocks } }: RunRecord): number {
  return policy.kind === 'capacity' ? looksOf(blocks) : 1;
}

function metricsOf(record: RunRecord): ComparedMetric[] {
  const found: ComparedMetric[] = [];
  if (record.scenario.policy.kind === 'capacity') {
    const { table, leftOut } = capacityByBlock(record);
    found.push({
      table,
      leftOut,
      intro: 'compared by capacity',
      whyNot: 'not compared by capacity, none was found in every block',
      words: CAPACITY_WORDS,
    });
  }
  const cpu = cpuByBlock(record);
  if (cpu !== null) {
    const isSearch = record.scenario.policy.kind === 'capacity';
    const whichRate = isSearch
      ? 'the first rate of every launch'
      : 'the highest rate that all answered in every block';
    found.push({
      table: cpu.table,
      leftOut: cpu.leftOut,
      intro: `compared at ${rate(cpu.ratePerSec)}, ${whichRate},`,
      whyNot: 'not compared, no rate was answered rightly in every block',
      words: CPU_WORDS,
    });
  }
  return found;
}

function metricText(metric: ComparedMetric, families: number, blocks: number): string[] {
  const { table, leftOut, intro, whyNot, words } = metric;
  const comparison = compareContenders(table, families);
  const left = leftOut.length === 0 ? [] : [`${leftOut.join(', ')}: ${whyNot}.`];
  if (comparison === null) return left;
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return [
    `${intro} in ${blocks} blocks; in brackets what is true of all of them at once with ${confidence} confidence.`,
    ...comparison.pairs.map((pair) => pairSentence(pair, words)),
    ...left,
    tiersSentence(comparison.tiers, words),
  ];
}

/** `fastify uses 0.76 × the CPU of koa per request (0.72 to 0.81)`. */
function pairSentence(pair: ComparedPair, words: MetricWords): string {
  const { a, b, ratio, low, high, verdict } =
    words.first === 'lower'
      ? pair
      : { ...pair, a: pair.b, b: pair.a, ratio: 1 / pair.ratio, low: 1 / pair.high, high: 1 / pair.low };
  const range = rangeText({ low, high });
  switch (verdict) {
    case 'differs':
      return `${words.differs(a, ratioText(ratio), b)} (${range}).`;
    case 'equivalent':
      return `${a} and ${b} ${words.equivalent} to within ${MARGIN} (${range}).`;
    case 'cannot-be-separated':
      return `${a} and ${b} cannot be separated by ${words.by} (${range}).`;
  }
}

function tiersSentence(tiers: readonly (readonly string[])[], { by, first }: MetricWords): string {
  const ordered = first === 'lower' ? tiers : tiers.map((tier) => tier.toReversed()).toReversed();
  const [only] = ordered;
  if (ordered.length === 1 && only !== undefined) return `one tier by ${by}: ${only.join(', ')}.`;
  const listed = ordered.map((tier, i) => `${i + 1}. ${tier.join(', ')}`).join('; ');
  const order = first === 'lower' ? 'least first' : 'highest first';
  return `tiers by ${by}, ${order}: ${listed}. Everybody in a tier differs from everybody in the others.`;
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
