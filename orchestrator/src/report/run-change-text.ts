import { ratioOf } from '../domain/ratio.ts';
import type { RunChange } from '../domain/run-comparison.ts';
import { MARGIN, rangeText, ratioText } from './comparison-text.ts';
import { rate } from './text/numbers.ts';

/** `fastify uses 0.94 × the CPU it used (0.91 to 0.97), at 9,000/s in 5 and 5 blocks.` */
export function changeText({ contender, ratePerSec, a, b, logs }: RunChange): string {
  const where = `at ${rate(ratePerSec)} in ${a.length} and ${b.length} blocks`;
  if (logs === null) {
    return `${contender}: nothing is compared, ${where}; it takes two in each run, and --blocks 5 is better.`;
  }
  const ratio = ratioOf(logs);
  switch (ratio.verdict) {
    case 'differs':
      return `${contender} uses ${ratioText(ratio.ratio)} × the CPU it used (${rangeText(ratio)}), ${where}.`;
    case 'equivalent':
      return `${contender} uses the CPU it used to within ${MARGIN} (${rangeText(ratio)}), ${where}.`;
    case 'cannot-be-separated':
      return `${contender} cannot be separated from what it was (${rangeText(ratio)}), ${where}.`;
  }
}

export function changesDocument(changes: readonly RunChange[]): object[] {
  return changes.map(({ contender, ratePerSec, a, b, logs }) => ({
    contender,
    metric: 'cpuUsPerRequest',
    ratePerSec,
    blocks: { a: a.length, b: b.length },
    ...(logs === null ? { ratio: null, low: null, high: null, verdict: null } : ratioOf(logs)),
  }));
}
