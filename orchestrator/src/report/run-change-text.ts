import type { LostRate } from '../domain/lost-rate.ts';
import { ratioOf } from '../domain/ratio.ts';
import type { RunChange } from '../domain/run-comparison.ts';
import { MARGIN, orderedPairWords, rangeText, ratioText } from './comparison-text.ts';
import { rate } from './text/numbers.ts';

/** `fastify uses 0.94 × the CPU it used (0.91 to 0.97), at 9,000/s in 5 and 5 blocks.` */
export function changeText(change: RunChange): string {
  return change.against === undefined ? overRuns(change) : withinRun(change, change.against);
}

/** `fastify-5-11-0 uses 1.04 × the CPU of fastify-5-12-8 per request (1.02 to 1.06), at 9,000/s in 5 blocks.` */
function withinRun({ contender, metric, ratePerSec, b, logs }: RunChange, against: string): string {
  const where = `${ratePerSec === null ? '' : `at ${rate(ratePerSec)} `}in ${b.length} ${b.length === 1 ? 'block' : 'blocks'}`;
  if (logs === null) {
    return `${contender}: no ${METRIC_NAMES[metric]} is compared, ${where}; it takes two, and --blocks 5 is better.`;
  }
  const pair = { a: contender, b: against, blocks: b.length, ...ratioOf(logs) };
  return `${orderedPairWords(pair, metric === 'capacity' ? metric : 'cpu')}, ${where}.`;
}

function overRuns({ contender, metric, ratePerSec, a, b, logs }: RunChange): string {
  const words = { ...METRIC_WORDS[metric], by: METRIC_NAMES[metric] };
  const where = `${ratePerSec === null ? '' : `at ${rate(ratePerSec)} `}in ${a.length} and ${b.length} blocks`;
  if (logs === null) {
    return `${contender}: no ${words.by} is compared, ${where}; it takes two in each run, and --blocks 5 is better.`;
  }
  const ratio = ratioOf(logs);
  switch (ratio.verdict) {
    case 'differs':
      return `${contender} ${words.now} ${ratioText(ratio.ratio)} × ${words.before} (${rangeText(ratio)}), ${where}.`;
    case 'equivalent':
      return `${contender} ${words.now} ${words.before} to within ${MARGIN} (${rangeText(ratio)}), ${where}.`;
    case 'cannot-be-separated':
      return `${contender} cannot be separated from what it was by ${words.by} (${rangeText(ratio)}), ${where}.`;
  }
}

/** `new failed at 400/s, or below it, in every block; old held that in every block.` */
export function lostText({ contender, against, ratePerSec }: LostRate): string {
  const what = `${contender} failed at ${rate(ratePerSec)}, or below it, in every block`;
  return against === undefined
    ? `${what} of run b; in every block of run a it held that.`
    : `${what}; ${against} held that in every block.`;
}

/** What a change is of. */
export const METRIC_NAMES = { cpuUsPerRequest: 'CPU per request', capacity: 'capacity' } as const;

const METRIC_WORDS = {
  cpuUsPerRequest: { now: 'uses', before: 'the CPU it used' },
  capacity: { now: 'holds', before: 'what it held' },
} as const;

export function changesDocument(changes: readonly RunChange[]): object[] {
  return changes.map(({ contender, against, metric, ratePerSec, a, b, logs }) => ({
    contender,
    ...(against === undefined ? {} : { against }),
    metric,
    ratePerSec,
    blocks: { a: a.length, b: b.length },
    ...(logs === null ? { ratio: null, low: null, high: null, verdict: null } : ratioOf(logs)),
  }));
}
