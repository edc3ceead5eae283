import type { Clues } from './bottleneck-clues.ts';
import { BOTTLENECK_LABELS, type Bottleneck, type BottleneckLabel } from './bottleneck-label.ts';
import { GENERATOR, HOST_NOISE, NETWORK } from './bottleneck-of-measurement.ts';
import {
  BLOCKED,
  BUSY,
  CPU_QUOTA,
  DEPENDENCY,
  IMBALANCE,
  MEMORY,
  QUEUEING,
  STALLED,
  WAIT,
} from './bottleneck-of-service.ts';
import type { Sign } from './bottleneck-sign.ts';
import type { Judgement, VerdictReason } from './verdict-types.ts';

/** The signs of each label; the first label with a sign that shows is given, `unknown` where none does. */
const SIGNS: Readonly<Record<BottleneckLabel, readonly Sign[]>> = {
  'host-noise': HOST_NOISE,
  'cpu-quota': CPU_QUOTA,
  generator: GENERATOR,
  'service-cpu': BUSY,
  'dependency-cpu': DEPENDENCY,
  'service-blocked': BLOCKED,
  'service-stalled': STALLED,
  'service-imbalance': IMBALANCE,
  'service-memory': MEMORY,
  network: NETWORK,
  'service-queueing': QUEUEING,
  'service-wait': WAIT,
  unknown: [],
};

/** What a step that went wrong can have run into, and what one can that the service was too slow for. */
const OF_A_VOID_STEP: readonly BottleneckLabel[] = ['host-noise', 'generator'];
const ABOUT_THE_SERVICE: readonly VerdictReason[] = ['errors', 'backlog', 'latency', 'too-close'];

/** The one label of a step; null where it was held, since nothing stopped it. */
export function bottleneckOf(
  { verdict, reason }: Pick<Judgement, 'verdict' | 'reason'>,
  clues: Clues,
): Bottleneck | null {
  if (verdict === 'held') return null;
  const unreached = clues.unreached ?? 0;
  if (unreached > 0) {
    const words = `Not one of ${unreached} connections could be opened: nothing was asked of the service.`;
    return { label: 'unknown', evidence: { unreached }, sentence: words };
  }
  for (const label of candidates(reason)) {
    const seen = SIGNS[label].map((sign) => sign.see(clues)).filter((sight) => sight !== null);
    if (seen.length === 0) continue;
    const evidence = Object.assign({}, ...seen.map((sight) => sight.evidence));
    return { label, evidence, sentence: sentence(`${seen.map((sight) => sight.words).join('; ')}.`) };
  }
  return { label: 'unknown', evidence: {}, sentence: 'What was seen speaks for none of the causes.' };
}

function candidates(reason: VerdictReason): readonly BottleneckLabel[] {
  if (ABOUT_THE_SERVICE.includes(reason)) return BOTTLENECK_LABELS;
  // A service that died was stopped by that, whatever else there was.
  return reason === 'contender-died' ? [] : OF_A_VOID_STEP;
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
