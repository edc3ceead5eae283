import { type ComparedPair, compareContenders } from '../domain/comparison.ts';
import { type ControlFinding, cpuControls, judgeControls } from '../domain/controls.ts';
import { cpuAt, cpuByBlock, wholeBlocks } from '../domain/cpu-by-block.ts';
import type { Ratio } from '../domain/ratio.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
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
  const cpu = cpuByBlock(record);
  if (cpu === null) return ['nothing is compared: no rate was answered by every contender in every block.'];
  const controls = cpuControls(record);
  const comparison = compareContenders(cpu.table, controls.length);
  const leftOut =
    cpu.leftOut.length === 0
      ? []
      : [`${cpu.leftOut.join(', ')}: not compared, no rate was answered rightly in every block.`];
  if (comparison === null && controls.length === 0) return leftOut;
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return [
    `compared at ${rate(cpu.ratePerSec)}, the highest rate that all answered in every block, in ${blocks} blocks; in brackets what is true of all of them at once with ${confidence} confidence.`,
    ...(comparison?.pairs ?? []).map(pairSentence),
    ...leftOut,
    ...(comparison === null ? [] : [tiersSentence(comparison.tiers)]),
    ...controlSentences(record, cpu.ratePerSec, comparison?.pairs.length ?? 0),
  ];
}

/** What this run could have seen, by intervals as wide as those of its pairs, of which there are `pairs`. */
function controlSentences(record: RunRecord, ratePerSec: number, pairs: number): string[] {
  const controls = cpuControls(record);
  const table = cpuAt(record, [...new Set(controls.flatMap(({ control, of }) => [control, of]))], ratePerSec);
  const findings = judgeControls(table, controls, pairs);
  return controls.map(({ control }) => {
    const found = findings.find((finding) => finding.control === control);
    return found === undefined
      ? `control: ${control} shows nothing: it has no figure at ${rate(ratePerSec)} in every block.`
      : `control: ${findingText(found)}.`;
  });
}

function findingText({ of, known, finding, ...ratio }: ControlFinding): string {
  const seen = `${ratioText(ratio.ratio)} (${rangeText(ratio)})`;
  const size = sizeText(known - 1);
  switch (finding) {
    case 'no-difference':
      return `${of} against itself: ${seen}: no difference was seen where there is none`;
    case 'false-difference':
      return `${of} against itself: ${seen}: a difference was seen where there is none; do not trust this run's differences`;
    case 'seen':
      return `a known ${size} on ${of} was seen: ${seen}: a difference of ${size} would have shown here`;
    case 'seen-by-luck':
      return `a known ${size} on ${of} was seen, but by luck: ${seen}: with intervals as wide, most differences of ${size} would not have shown here`;
    case 'not-separated':
      return `a known ${size} on ${of} was not separated (${rangeText(ratio)}): a difference of ${size} would not have shown here`;
    case 'not-as-known':
      return `the known ${size} on ${of} was measured as ${seen}: that is not right, so do not trust the size of this run's differences`;
  }
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

/** `3%`: of a size that was chosen, without figures it does not have. */
function sizeText(share: number): string {
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
