import type { ComparedPair } from '../domain/comparison.ts';
import type { DifferencesFinding } from '../domain/findings/differences.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { MARGIN, pairAsTold, pairWords, rangeText } from './comparison-text.ts';
import { percent, rate } from './text/numbers.ts';

/** Pairs of a kind that are named; the comparison has all of them. */
const NAMED_PAIRS = 3;

/** Read off the very intervals of the comparison. */
export function differencesWords(finding: DifferencesFinding): string {
  const { metric, ratePerSec, blocks, differing, equivalent, open, isDoubtful } = finding;
  const by = metric === 'cpu' ? `CPU per request at ${rate(ratePerSec)}` : 'capacity';
  const all = differing.length + equivalent.length + open.length;
  const bounds = (pair: ComparedPair): string => {
    const told = pairAsTold(pair, metric);
    return `${told.a} and ${told.b} (${rangeText(told)})`;
  };
  const sentences = [
    `By ${by}, in ${blocks[0] === blocks[1] ? blocks[0] : `${blocks[0]} to ${blocks[1]}`} blocks, ${differing.length} of ${all} ${all === 1 ? 'pair differs' : 'pairs differ'}${listed(differing, (pair) => pairWords(pair, metric))}`,
    ...(open.length === 0 ? [] : [`cannot be separated${listed(open, bounds)}`]),
    ...(equivalent.length === 0 ? [] : [`the same to within ${MARGIN}${listed(equivalent, bounds)}`]),
  ];
  const doubt = isDoubtful
    ? ' A control of this run was not measured as what it is: do not trust these.'
    : '';
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return `${sentences.join('; ')}. All intervals at once with ${confidence} confidence.${doubt}`;
}

function listed(pairs: readonly ComparedPair[], words: (pair: ComparedPair) => string): string {
  if (pairs.length === 0) return '';
  const more = pairs.length > NAMED_PAIRS ? [`${pairs.length - NAMED_PAIRS} more`] : [];
  return `: ${[...pairs.slice(0, NAMED_PAIRS).map(words), ...more].join(', ')}`;
}
