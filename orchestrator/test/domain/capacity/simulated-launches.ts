import { type CapacityEstimate, capacityEstimate } from '../../../src/domain/capacity/contender-capacity.ts';
import { isLook } from '../../../src/domain/capacity/looks.ts';
import { DEFAULT_OBJECTIVE } from '../../../src/domain/objective.ts';
import { seededRandom } from '../../../src/domain/random.ts';
import { normalNoise } from '../normal-noise.ts';

/** Of every simulated launch, per second. */
export const TRUE_PER_SEC = 1000;
/** What the search finds too much, as `npm run bench:capacity` shows. */
const BIAS = 0.006;
const PRECISION = 0.05;

const scenario = { objective: DEFAULT_OBJECTIVE, step: { durationS: 5, leadInS: 1 } };
const random = seededRandom(11);

export const normal = normalNoise(random);

/** Student's t with 4 degrees of freedom, scaled to variance 1: launches that are off now and then. */
export const heavyTailed = (): number => {
  const power = Array.from({ length: 4 }, normal).reduce((sum, z) => sum + z * z, 0);
  return normal() / Math.sqrt(power / 4) / Math.SQRT2;
};

/** Launches that differ by `sd`, of a run that looks as a run looks and ends where it would; a list each contender. */
export function simulatedRun(
  planned: number,
  contenders: number,
  sd: number,
  draw: () => number,
): number[][] {
  const found: number[][] = Array.from({ length: contenders }, () => []);
  for (let block = 1; block <= planned; block++) {
    for (const launches of found) launches.push(TRUE_PER_SEC * Math.exp(BIAS + sd * draw()));
    if (isLook(block) && found.every((launches) => isPrecise(estimateOf(launches, planned)))) break;
  }
  return found;
}

export function estimateOf(launches: readonly number[], blocks: number): CapacityEstimate {
  const results = launches.map((perSec, i) => ({ block: i + 1, result: { kind: 'found', perSec } as const }));
  return capacityEstimate(results, { ...scenario, blocks });
}

export function holdsTruth(estimate: CapacityEstimate): boolean {
  return estimate.kind === 'interval' && estimate.low <= TRUE_PER_SEC && TRUE_PER_SEC <= estimate.high;
}

function isPrecise(estimate: CapacityEstimate): boolean {
  return estimate.kind === 'interval' && estimate.halfWidth <= PRECISION;
}
