import { confidenceOfEach } from '../ratio.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { binomialLowerBound, binomialUpperBound, meanOf } from '../statistics.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Findable, Found } from './finding.ts';

/** The machine was disturbed, and what that did to the run. */
export interface NoisyHostFinding
  extends Found<
    'noisy-host',
    {
      readonly attempts: number;
      readonly noisyAttempts: number;
      readonly noisyShare: number;
      readonly noisyShareLow: number;
      readonly noisyShareHigh: number;
      /** Of the noisy ones: what its noise cost. */
      readonly invalidAttempts: number;
      /** Means over the noisy attempts; absent: unknown. */
      readonly stealShare?: number;
      readonly foreignShare?: number;
    }
  > {
  /** What it hit more than all the rest, beyond chance; null: nothing. */
  readonly hitMost: Part | null;
  /** Of which kinds there were several, so that one could be hit more than the others. */
  readonly compared: readonly Part['kind'][];
}

export interface Part {
  readonly kind: 'contender' | 'block';
  readonly name: string;
  readonly attempts: number;
  readonly noisyAttempts: number;
}

export function noisyHost({ record }: Findable): NoisyHostFinding[] {
  const { steps } = record;
  const noisy = steps.filter(isNoisy);
  const [n, k] = [steps.length, noisy.length];
  if (k < 2 || k / n < THRESHOLDS.noisyAttemptShare.value) return [];
  const steal = meanOf(noisy.flatMap(({ host }) => host.stealShare ?? []));
  const foreign = meanOf(noisy.flatMap(({ host }) => host.foreignShare ?? []));
  const hitMost = partHitMost(record);
  const confidence = (1 + THRESHOLDS.comparisonConfidence.value) / 2;
  return [
    {
      id: 'noisy-host',
      contenders: hitMost?.kind === 'contender' ? [hitMost.name] : [],
      evidence: {
        attempts: n,
        noisyAttempts: k,
        noisyShare: k / n,
        noisyShareLow: binomialLowerBound(k, n, confidence),
        noisyShareHigh: binomialUpperBound(k, n, confidence),
        invalidAttempts: noisy.filter(({ verdict }) => verdict === 'invalid').length,
        ...(steal === null ? {} : { stealShare: steal }),
        ...(foreign === null ? {} : { foreignShare: foreign }),
      },
      chart: `timeline-${noisiestLaunch(noisy)}`,
      hitMost,
      compared: (['contender', 'block'] as const).filter(
        (kind) => new Set(steps.map((step) => step[kind])).size > 1,
      ),
    },
  ];
}

function isNoisy({ bottleneck }: StepRecord): boolean {
  return bottleneck?.label === 'host-noise';
}

/** Its least share, by an exact bound that holds for all parts at once, lies above the most of all the others. */
function partHitMost({ steps }: RunRecord): Part | null {
  const groups = [
    ...[...Map.groupBy(steps, ({ contender }) => contender)].map(([name, own]) =>
      partOf('contender', name, own),
    ),
    ...[...Map.groupBy(steps, ({ block }) => block)].map(([block, own]) =>
      partOf('block', String(block), own),
    ),
  ];
  const confidence = confidenceOfEach(2 * groups.length);
  const noisy = steps.filter(isNoisy).length;
  const hit = groups.filter(({ attempts, noisyAttempts }) => {
    const others = steps.length - attempts;
    return (
      others > 0 &&
      binomialLowerBound(noisyAttempts, attempts, confidence) >
        binomialUpperBound(noisy - noisyAttempts, others, confidence)
    );
  });
  return hit.sort((a, b) => b.noisyAttempts / b.attempts - a.noisyAttempts / a.attempts)[0] ?? null;
}

function partOf(kind: Part['kind'], name: string, steps: readonly StepRecord[]): Part {
  return { kind, name, attempts: steps.length, noisyAttempts: steps.filter(isNoisy).length };
}

function noisiestLaunch(noisy: readonly StepRecord[]): number {
  const byLaunch = [...Map.groupBy(noisy, ({ launch }) => launch)];
  return byLaunch.sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? 0;
}
