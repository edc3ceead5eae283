import { closest } from './did-you-mean.ts';
import { tQuantile } from './distributions.ts';
import { LabError } from './errors.ts';
import { fewestBlocks } from './fewest-blocks.ts';
import { varianceOf } from './mean-interval.ts';
import type { ChangedMetric, RunChange, RunComparison } from './run-comparison.ts';

/** A change that is tolerated, as it was written: `fastify.cpuUsPerRequest<=+3%`. */
export interface Gate {
  readonly text: string;
  readonly contender: string;
  readonly metric: ChangedMetric;
  /** The highest (of capacity the lowest) ratio of b to a that is tolerated. */
  readonly tolerated: number;
}

export interface GateResult {
  readonly gate: Gate;
  readonly outcome: 'passed' | 'failed' | 'undecided';
  /** Blocks in each run that would decide, if the ratio stays what it seems; null: too many, or unknown. */
  readonly blocksNeeded: number | null;
  /** Why no number of blocks would decide; null where that is not so. */
  readonly undecidable: string | null;
  /** The smallest change for the worse, as a share, that these runs could have told from none; null: unknown. */
  readonly visibleChange: number | null;
}

/** The direction in which a metric gets better is the only one a gate can ask for. */
const OPERATORS = { cpuUsPerRequest: '<=', capacity: '>=' } as const;
const METRICS = Object.keys(OPERATORS);
const EXAMPLE = "write it like --gate 'fastify.cpuUsPerRequest<=+3%'";

/** Throws LAB_GATE_INVALID. */
export function parseGate(text: string): Gate {
  const parts = /^(.+)\.(\w+)\s*(<=|>=)\s*([+-]?\d+(?:\.\d+)?)%$/.exec(text.trim());
  if (parts === null) throw invalid(text, 'cannot be understood', EXAMPLE);
  const [, contender = '', metric = '', operator = '', change = ''] = parts;
  if (metric !== 'cpuUsPerRequest' && metric !== 'capacity') {
    const near = closest(metric, METRICS);
    const fix = near === null ? `metrics are ${METRICS.join(', ')}` : `did you mean ${near}?`;
    throw invalid(text, `names a metric there is not: "${metric}"`, fix);
  }
  if (operator !== OPERATORS[metric]) {
    throw invalid(text, `asks for ${metric} to get worse`, `write ${metric}${OPERATORS[metric]}`);
  }
  const tolerated = 1 + Number(change) / 100;
  if (tolerated <= 0) throw invalid(text, 'tolerates a change to nothing or less', EXAMPLE);
  return { text, contender, metric, tolerated };
}

/** Judges by the interval that is shown. Throws LAB_GATE_INVALID and LAB_CONTENDER_UNKNOWN. */
export function judgeGate(gate: Gate, { changes, leftOut, withoutCapacity }: RunComparison): GateResult {
  const ids = [...new Set([...changes.map(({ contender }) => contender), ...leftOut, ...withoutCapacity])];
  const isSearch = withoutCapacity.length > 0 || changes.some(({ metric }) => metric === 'capacity');
  if (gate.metric === 'capacity' && !isSearch) {
    const fix = 'gate cpuUsPerRequest, or measure both with --scenario capacity';
    throw invalid(gate.text, 'needs a capacity, and these runs have none', fix);
  }
  if (!ids.includes(gate.contender)) throw unknownContender(gate, ids);
  const change = changes.find(
    ({ contender, metric }) => contender === gate.contender && metric === gate.metric,
  );
  if (change?.logs === undefined || change.logs === null) {
    return { gate, outcome: 'undecided', blocksNeeded: null, undecidable: null, visibleChange: null };
  }
  const limit = Math.log(gate.tolerated);
  const { mean, low, high } = change.logs;
  const isBeyond = gate.metric === 'capacity' ? high < limit : low > limit;
  const isWithin = gate.metric === 'capacity' ? low >= limit : high <= limit;
  const outcome = isBeyond ? 'failed' : isWithin ? 'passed' : 'undecided';
  return {
    gate,
    outcome,
    blocksNeeded: outcome === 'undecided' ? blocksNeeded(change, Math.abs(mean - limit)) : null,
    undecidable: null,
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
    const isOpen = result.outcome === 'failed' && again !== undefined && again.visibleChange !== null;
    return isOpen ? again : result;
  });
}

/** The fewest blocks a run whose interval, with the spread seen, is narrower than the distance to the limit. */
function blocksNeeded({ a, b, confidence }: RunChange, distance: number): number | null {
  const [va, vb] = [varianceOf(a.map(Math.log)), varianceOf(b.map(Math.log))];
  const spread = va + vb;
  // Degrees of freedom as in `welchInterval`, with n blocks in both runs.
  const dfOfOne = spread === 0 ? 1 : spread ** 2 / (va ** 2 + vb ** 2);
  const decides = (n: number): boolean =>
    tQuantile((1 + confidence) / 2, dfOfOne * (n - 1)) * Math.sqrt(spread / n) < distance;
  return fewestBlocks(decides);
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
