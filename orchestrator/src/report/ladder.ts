import type { LaunchRecord } from '../domain/launch-record.ts';
import type { ContenderRecord, RunRecord, StepRecord } from '../domain/run-record.ts';

/** What a ladder of rates showed for one contender. Not a capacity: it knows no rate between the rungs. */
export interface LadderResult {
  readonly contender: ContenderRecord;
  readonly launches: readonly LaunchRecord[];
  /**
   * The highest rate such that every step up to it was held, in every block; `step` is the block's
   * with the highest p99 at that rate (percentiles are never averaged). Null: none.
   */
  readonly heldTo: { readonly ratePerSec: number; readonly top: boolean; readonly step: StepRecord } | null;
  readonly stopped: Stop;
  /** Server CPU per request against the yardstick's, at the highest rate both held. */
  readonly cpuRatio: { readonly ratio: number; readonly ratePerSec: number } | null;
}

export type Stop =
  | { readonly kind: 'nothing'; readonly upToPerSec: number }
  | { readonly kind: 'step'; readonly step: StepRecord }
  | { readonly kind: 'not-offered'; readonly ratePerSec: number }
  | { readonly kind: 'launch'; readonly launch: LaunchRecord }
  | { readonly kind: 'never-started' };

/** Those that are not ranked come last. */
export const ROLE_ORDER = { contender: 0, yardstick: 1, control: 2 } as const;

/** Contenders by held rate, highest first, then by id; then the yardstick, then controls. */
export function ladderResults(record: RunRecord): LadderResult[] {
  const bare = record.contenders.map((contender) => resultOf(record, contender));
  const yardstick = bare.find((result) => result.contender.role === 'yardstick');
  return (
    bare
      // Who held nothing, or answered wrongly, is not compared either.
      .map((result) => ({
        ...result,
        cpuRatio: result.heldTo === null ? null : cpuRatio(record, result.contender, yardstick?.contender),
      }))
      .sort(
        (a, b) =>
          ROLE_ORDER[a.contender.role] - ROLE_ORDER[b.contender.role] ||
          (b.heldTo?.ratePerSec ?? 0) - (a.heldTo?.ratePerSec ?? 0) ||
          a.contender.id.localeCompare(b.contender.id),
      )
  );
}

/**
 * Every rate of the scenario in the order it is offered; a rate may come twice (a spike does). Of a
 * search, which chooses them, those that were offered.
 */
export function offeredRates({ scenario: { policy }, steps }: RunRecord): readonly number[] {
  if (policy.kind === 'ladder') return policy.ratesPerSec;
  return [...new Set(steps.map(({ ratePerSec }) => ratePerSec))].sort((a, b) => a - b);
}

/** The attempts that count: what a later attempt replaced is left out. Without a block, of all blocks. */
export function finalSteps(record: RunRecord, contender: string, block?: number): StepRecord[] {
  return record.steps.filter(
    (step) => step.final && step.contender === contender && (block === undefined || step.block === block),
  );
}

/** The blocks in which a contender was launched; a block has two launches where one had to be repeated. */
export function blocksOf(record: RunRecord, contender: string): number[] {
  const launches = record.launches.filter((launch) => launch.contender === contender);
  return [...new Set(launches.map((launch) => launch.block))].sort((a, b) => a - b);
}

function resultOf(record: RunRecord, contender: ContenderRecord): Omit<LadderResult, 'cpuRatio'> {
  const launches = record.launches.filter((launch) => launch.contender === contender.id);
  const rungs = [...new Set(offeredRates(record))].sort((a, b) => a - b);
  const climbs = blocksOf(record, contender.id).map((block) =>
    climb(
      finalSteps(record, contender.id, block),
      rungs,
      launches.filter((launch) => launch.block === block),
    ),
  );
  const shortest = climbs.reduce<Climb | null>(
    (low, c) => (low === null || c.held < low.held ? c : low),
    null,
  );
  if (shortest === null) return { contender, launches, heldTo: null, stopped: { kind: 'never-started' } };
  const heldRate = rungs[shortest.held - 1];
  const steps = finalSteps(record, contender.id).filter((step) => step.ratePerSec === heldRate);
  const worst = steps.reduce<StepRecord | null>((w, s) => (w === null || p99Of(s) > p99Of(w) ? s : w), null);
  const heldTo =
    heldRate === undefined || worst === null
      ? null
      : { ratePerSec: heldRate, top: shortest.held === rungs.length, step: worst };
  return { contender, launches, heldTo, stopped: shortest.stop };
}

interface Climb {
  /** How many rungs were held without a gap. */
  readonly held: number;
  readonly stop: Stop;
}

/** One block of a contender, from the lowest rate up. */
function climb(
  steps: readonly StepRecord[],
  rungs: readonly number[],
  launches: readonly LaunchRecord[],
): Climb {
  // A contender that answered wrongly, before or after the load, has shown nothing.
  const wrong = launches.find((launch) => launch.contract === 'failed');
  if (wrong !== undefined) return { held: 0, stop: { kind: 'launch', launch: wrong } };
  const last = launches.at(-1);
  for (const [held, rung] of rungs.entries()) {
    const here = steps.filter((step) => step.ratePerSec === rung);
    const missed = here.find((step) => step.verdict !== 'held');
    if (missed !== undefined) return { held, stop: { kind: 'step', step: missed } };
    if (here.length > 0) continue;
    const stop: Stop =
      last?.state === 'failed' ? { kind: 'launch', launch: last } : { kind: 'not-offered', ratePerSec: rung };
    return { held, stop };
  }
  return { held: rungs.length, stop: { kind: 'nothing', upToPerSec: rungs.at(-1) ?? 0 } };
}

function p99Of(step: StepRecord): number {
  return step.latencyMs.p99 ?? -1;
}

function cpuRatio(
  record: RunRecord,
  contender: ContenderRecord,
  yardstick: ContenderRecord | undefined,
): LadderResult['cpuRatio'] {
  if (yardstick === undefined || contender.id === yardstick.id) return null;
  const cpuAt = (id: string): Map<number, number> =>
    cpuByHeldRate(finalSteps(record, id), blocksOf(record, id).length);
  const [own, bare] = [cpuAt(contender.id), cpuAt(yardstick.id)];
  const ratePerSec = Math.max(0, ...[...own.keys()].filter((rate) => bare.has(rate)));
  const [mine, theirs] = [own.get(ratePerSec), bare.get(ratePerSec)];
  return mine === undefined || theirs === undefined ? null : { ratio: mine / theirs, ratePerSec };
}

/** CPU µs per request, the median launch's, by the rates that were held in every block. */
function cpuByHeldRate(steps: readonly StepRecord[], blocks: number): Map<number, number> {
  const byRate = Map.groupBy(
    steps.filter((step) => step.verdict === 'held' && (step.server.cpuUsPerRequest ?? 0) > 0),
    (step) => step.ratePerSec,
  );
  const everywhere = [...byRate].filter(([, of]) => new Set(of.map(({ block }) => block)).size === blocks);
  return new Map(
    everywhere.map(([rate, of]) => [rate, median(of.map((step) => step.server.cpuUsPerRequest ?? 0))]),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}
