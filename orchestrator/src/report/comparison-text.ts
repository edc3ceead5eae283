import { type ComparedPair, compareContenders } from '../domain/comparison.ts';
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
  const cpu = cpuByBlock(record);
  if (cpu === null) return ['nothing is compared: no rate was answered by every contender in every block.'];
  const comparison = compareContenders(cpu.table);
  const leftOut =
    cpu.leftOut.length === 0
      ? []
      : [`${cpu.leftOut.join(', ')}: not compared, no rate was answered rightly in every block.`];
  if (comparison === null) return leftOut;
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return [
    `compared at ${rate(cpu.ratePerSec)}, the highest rate that all answered in every block, in ${blocks} blocks; in brackets what is true of all of them at once with ${confidence} confidence.`,
    ...comparison.pairs.map(pairSentence),
    ...leftOut,
    tiersSentence(comparison.tiers),
  ];
}

/** `fastify uses 0.76 × the CPU of koa per request (0.72 to 0.81)`. */
function pairSentence({ a, b, ...ratio }: ComparedPair): string {
  const range = rangeText(ratio);
  switch (ratio.verdict) {
    case 'differs':
      return `${a} uses ${ratioText(ratio.ratio)} × the CPU of ${b} per request (${range}).`;
    case 'equivalent':
      return `${a} and ${b} use the same CPU per request to within ${MARGIN} (${range}).`;
    case 'cannot-be-separated':
      return `${a} and ${b} cannot be separated by CPU per request (${range}).`;
  }
}

function tiersSentence(tiers: readonly (readonly string[])[]): string {
  const [only] = tiers;
  if (tiers.length === 1 && only !== undefined) return `one tier by CPU per request: ${only.join(', ')}.`;
  const listed = tiers.map((tier, i) => `${i + 1}. ${tier.join(', ')}`).join('; ');
  return `tiers by CPU per request, least first: ${listed}. Everybody in a tier differs from everybody in the others.`;
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
