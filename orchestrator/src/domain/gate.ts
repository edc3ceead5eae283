import { logRatios } from './comparison.ts';
import { closest } from './did-you-mean.ts';
import { tQuantile } from './distributions.ts';
import { LabError } from './errors.ts';
import { fewestBlocks } from './fewest-blocks.ts';
import type { LostRate } from './lost-rate.ts';
import { varianceOf } from './mean-interval.ts';
import type { ChangedMetric, RunChange, RunComparison } from './run-comparison.ts';

/** A change that is tolerated, of whatever it is held against: `cpuUsPerRequest<=+3%`. */
export interface Tolerance {
  /** As it was written. */
  readonly text: string;
  readonly metric: ChangedMetric;
  /** The highest (of capacity the lowest) ratio of b to a that is tolerated. */
  readonly tolerated: number;
}

/** Of one contender: `fastify.cpuUsPerRequest<=+3%`. */
export interface Gate extends Tolerance {
  readonly contender: string;
}

export interface GateResult {
  readonly gate: Gate;
  readonly outcome: 'passed' | 'failed' | 'undecided';
  /** Blocks in each run that would decide, if the ratio stays what it seems; null: too many, or unknown. */
  readonly blocksNeeded: number | null;
  /** Why no number of blocks would decide; null where that is not so. */
  readonly undecidable: string | null;
  /** What failed a gate of CPU per request whatever the interval says; null: nothing of the kind. */
  readonly lost: LostRate | null;
  /** The smallest change for the worse, as a share, that these runs could have told from none; null: unknown. */
  readonly visibleChange: number | null;
}

/** The direction in which a metric gets better is the only one a gate can ask for. */
const OPERATORS = { cpuUsPerRequest: '<=', capacity: '>=' } as const;
const METRICS = Object.keys(OPERATORS);
const EXAMPLE = "write it like --gate 'fastify.cpuUsPerRequest<=+3%'";
const PLAIN_EXAMPLE = "write it like --gate 'cpuUsPerRequest<=+3%'";
const FORM = /^(?:(?<contender>.+)\.)?(?<metric>\w+)\s*(?<operator><=|>=)\s*(?<change>[+-]?\d+(?:\.\d+)?)%$/;

/** Throws LAB_GATE_INVALID. */
export function parseGate(text: string): Gate {
  const { contender, ...tolerance } = parsed(text, EXAMPLE);
  if (contender === null) throw invalid(text, 'names no contender', EXAMPLE);
  return { ...tolerance, contender };
}

/** Where there are only two things, so that nobody has to be named. Throws LAB_GATE_INVALID. */
export function parseTolerance(text: string): Tolerance {
  const { contender, ...tolerance } = parsed(text, PLAIN_EXAMPLE);
  if (contender !== null) throw invalid(text, 'names a contender, and here it is b against a', PLAIN_EXAMPLE);
  return tolerance;
}

function parsed(text: string, example: string): Tolerance & { readonly contender: string | null } {
  const parts = FORM.exec(text.trim())?.groups;
  if (parts === undefined) throw invalid(text, 'cannot be understood', example);
  const { contender = null, metric = '', operator = '', change = '' } = parts;
  if (metric !== 'cpuUsPerRequest' && metric !== 'capacity') {
    const near = closest(metric, METRICS);
    const fix = near === null ? `metrics are ${METRICS.join(', ')}` : `did you mean ${near}?`;
    throw invalid(text, `names a metric there is not: "${metric}"`, fix);
  }
  if (operator !== OPERATORS[metric]) {
    throw invalid(text, `asks for ${metric} to get worse`, `write ${metric}${OPERATORS[metric]}`);
  }
  const tolerated = 1 + Number(change) / 100;
  if (tolerated <= 0) throw invalid(text, 'tolerates a change to nothing or less', example);
  return { text, contender, metric, tolerated };
}

/** Only runs that search have a capacity. Throws LAB_GATE_INVALID. */
export function requireMetric({ text, metric }: Tolerance, isSearch: boolean): void {
  if (metric !== 'capacity' || isSearch) return;
  const fix = 'gate cpuUsPerRequest, or measure both with --scenario capacity';
  throw invalid(text, 'needs a capacity, and runs of this scenario have none', fix);
}

/** Judges by the interval that is shown. Throws LAB_GATE_INVALID and LAB_CONTENDER_UNKNOWN. */
export function judgeGate(
  gate: Gate,
  { changes, lost, leftOut, withoutCapacity }: RunComparison,
): GateResult {
  const ids = [...new Set([...changes.map(({ contender }) => contender), ...leftOut, ...withoutCapacity])];
  const isSearch = withoutCapacity.length > 0 || changes.some(({ metric }) => metric === 'capacity');
  requireMetric(gate, isSearch);
  if (!ids.includes(gate.contender)) throw unknownContender(gate, ids);
  const open = { gate, blocksNeeded: null, undecidable: null, lost: null, visibleChange: null };
  const lostHere = lost.find(({ contender }) => contender === gate.contender);
  // A capacity is itself what is held, by how much less than it was.
  if (gate.metric === 'cpuUsPerRequest' && lostHere !== undefined) {
    return { ...open, outcome: 'failed', lost: lostHere };
  }
  const change = changes.find(
    ({ contender, metric }) => contender === gate.contender && metric === gate.metric,
  );
  if (change?.logs === undefined || change.logs === null) {
    return { ...open, outcome: 'undecided' };
  }
  const limit = Math.log(gate.tolerated);
  const { mean, low, high } = change.logs;
  const isBeyond = gate.metric === 'capacity' ? high < limit : low > limit;
  const isWithin = gate.metric === 'capacity' ? low >= limit : high <= limit;
  const outcome = isBeyond ? 'failed' : isWithin ? 'passed' : 'undecided';
  return {
    ...open,
    outcome,
    blocksNeeded: outcome === 'undecided' ? blocksNeeded(change, Math.abs(mean - limit)) : null,
    visibleChange: gate.metric === 'capacity' ? -Math.expm1(low - mean) : Math.expm1(high - mean),
  };
}

/**
 * What gates come to after a second look at a fresh run of the candidate: a gate that failed at first is
 * what it is the second time, so it fails only where it fails twice. Where the second look sees nothing
 * of it, the first one stands.
 */
export function confirmedGates(first: readonly GateResult[], second: readonly GateResult[]): GateResult[] {
  return first.map((result, i) => {
    const again = second[i];
    const sees = again !== undefined && (again.visibleChange !== null || again.lost !== null);
    return result.outcome === 'failed' && sees ? again : result;
  });
}

/** The fewest blocks a run whose interval, with the spread seen, is narrower than the distance to the limit. */
function blocksNeeded(change: RunChange, distance: number): number | null {
  const { confidence } = change;
  const { spread, dfOfOne } = change.against === undefined ? spreadOfRuns(change) : spreadOfBlocks(change);
  const decides = (n: number): boolean =>
    tQuantile((1 + confidence) / 2, dfOfOne * (n - 1)) * Math.sqrt(spread / n) < distance;
  return fewestBlocks(decides);
}

interface Spread {
  readonly spread: number;
  /** Degrees of freedom are this times one less than the blocks. */
  readonly dfOfOne: number;
}

/** As in `welchInterval`, with n blocks in both runs. */
function spreadOfRuns({ a, b }: RunChange): Spread {
  const [va, vb] = [varianceOf(a.map(Math.log)), varianceOf(b.map(Math.log))];
  const spread = va + vb;
  return { spread, dfOfOne: spread === 0 ? 1 : spread ** 2 / (va ** 2 + vb ** 2) };
}

/** As in `meanInterval` of the ratios of every block. */
function spreadOfBlocks({ a, b }: RunChange): Spread {
  return { spread: varianceOf(logRatios(b, a)), dfOfOne: 1 };
}

function invalid(text: string, what: string, fix: string): LabError {
  return new LabError('LAB_GATE_INVALID', `The gate "${text}" ${what}.`, { fix: [fix] });
}

function unknownContender(gate: Gate, ids: readonly string[]): LabError {
  const near = closest(gate.contender, ids);
  return new LabError('LAB_CONTENDER_UNKNOWN', `There is no contender "${gate.contender}" in these runs.`, {
    seen: [['gate', gate.text]],
    fix: [near === null ? `use one of: ${ids.join(', ')}` : `did you mean ${near}?`],
  });
}
