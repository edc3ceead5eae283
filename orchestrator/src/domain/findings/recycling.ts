import type { ComparedMetric } from '../compared-metrics.ts';
import { withoutControls } from '../controls.ts';
import type { LaunchRecord } from '../launch-record.ts';
import { welchInterval } from '../mean-interval.ts';
import { confidenceOfEach, type Ratio, ratioOf } from '../ratio.ts';
import type { ContenderRecord, RunRecord, StepRecord } from '../run-record.ts';
import { meanOf } from '../statistics.ts';
import { THRESHOLDS } from '../thresholds.ts';
import { comparedPairs } from './differences.ts';
import { finalStepsByRate } from './final-steps.ts';
import type { Findable, Found } from './finding.ts';

/** Workers that came and went, and what that costs. */
export interface RecyclingFinding
  extends Found<
    'recycling',
    {
      readonly maxRequests: number;
      readonly replacedWorkers: number;
      /** Workers whose requests came to about MAX_REQUESTS. */
      readonly wornWorkers: number;
      readonly stepsWithReplacement: number;
      readonly steps: number;
      /** With replacement over without it. */
      readonly ratio: number;
      readonly low: number;
      readonly high: number;
    }
  > {
  readonly metric: ComparedMetric['metric'];
  readonly than: RecyclingCost['than'];
  /**
   * Most of those replaced had served their MAX_REQUESTS, and the rest may have, with the warm-up; else some
   * may have crashed, and nobody knows which.
   */
  readonly isByRequests: boolean;
}

interface RecyclingCost extends Ratio {
  readonly metric: ComparedMetric['metric'];
  /** The same configuration without recycling, or its own steps at a rate in which nobody was replaced. */
  readonly than:
    | { readonly kind: 'twin'; readonly id: string }
    | { readonly kind: 'own-steps'; readonly ratePerSec: number };
}

/** Only where workers were seen to be replaced, and the difference that it makes is real. */
export function recyclingCosts({ record }: Findable): RecyclingFinding[] {
  return withoutControls(record.contenders).flatMap((contender): RecyclingFinding[] => {
    const maxRequests = maxRequestsOf(contender);
    const steps = finalStepsByRate(record, contender.id);
    const replaced = steps.map((step) => replacedIn(step, record)).filter((count) => count > 0);
    if (maxRequests === 0 || replaced.length === 0) return [];
    const cost = costOverTwin(record, contender) ?? costOverOwnSteps(record, steps);
    if (cost === null) return [];
    const { metric, than, ratio, low, high } = cost;
    const replacedWorkers = replaced.reduce((sum, count) => sum + count, 0);
    const served = record.launches
      .filter((launch) => launch.contender === contender.id)
      .map((launch) => servedBy(launch, record, contender));
    const [wornWorkers, untold] = [sumOf(served, ({ worn }) => worn), sumOf(served, (of) => of.untold)];
    return [
      {
        id: 'recycling',
        contenders: [contender.id, ...(than.kind === 'twin' ? [than.id] : [])],
        evidence: {
          maxRequests,
          replacedWorkers,
          wornWorkers,
          stepsWithReplacement: replaced.length,
          steps: steps.length,
          ratio,
          low,
          high,
        },
        chart: metric === 'cpu' ? 'cpu-per-request' : 'capacity',
        metric,
        than,
        isByRequests: 2 * wornWorkers >= replacedWorkers && wornWorkers + untold >= replacedWorkers,
      },
    ];
  });
}

interface Served {
  /** Workers whose requests came to about MAX_REQUESTS. */
  readonly worn: number;
  /** Workers that may have been worn as well: what they served in the warm-up is not in the record. */
  readonly untold: number;
}

/**
 * A worker that crashed is replaced as well, and nothing in the record tells the two apart but how much
 * each had served, over all attempts of its launch: it outlives a step.
 */
function servedBy(launch: LaunchRecord, { steps }: RunRecord, contender: ContenderRecord): Served {
  const maxRequests = maxRequestsOf(contender);
  const slack = THRESHOLDS.wornSlack.value * maxRequests;
  const most = maxRequests + settingOf(contender, 'MAX_REQUESTS_JITTER') + slack;
  const own = steps.filter((step) => step.launch === launch.launch);
  const byPid = Map.groupBy(
    own.flatMap(({ server }) => server.workers),
    ({ pid }) => pid,
  );
  const served = [...byPid].map(([pid, told]) => ({
    requests: told.reduce((sum, { completed }) => sum + completed, 0),
    isFirst: own[0]?.server.workers.some((worker) => worker.pid === pid) === true,
  }));
  const early = served.filter(({ requests, isFirst }) => isFirst && requests < maxRequests - slack);
  return {
    worn: served.filter(({ requests }) => requests >= maxRequests - slack && requests <= most).length,
    untold: Math.min(launch.workers ?? 0, early.length),
  };
}

function maxRequestsOf(contender: ContenderRecord): number {
  return settingOf(contender, 'MAX_REQUESTS');
}

function settingOf({ settings }: ContenderRecord, name: string): number {
  return Number(settings[name] ?? 0) || 0;
}

/** Every worker that told of a step counts, so those above the number of the launch took somebody's place. */
function replacedIn(step: StepRecord, { launches }: RunRecord): number {
  const workers = launches.find(({ launch }) => launch === step.launch)?.workers ?? null;
  return workers === null ? 0 : Math.max(0, step.server.workers.length - workers);
}

/** By the intervals that the run's pairs have anyway. */
function costOverTwin(record: RunRecord, contender: ContenderRecord): RecyclingCost | null {
  const twin = record.contenders.find((other) => isTwin(contender, other));
  if (twin === undefined) return null;
  for (const { metric, pairs } of comparedPairs(record)) {
    const pair = pairs.find(({ a, b }) => [a, b].includes(contender.id) && [a, b].includes(twin.id));
    if (pair === undefined) continue;
    const { a, ratio, low, high, verdict } = pair;
    const over =
      a === contender.id
        ? { ratio, low, high, verdict }
        : { ratio: 1 / ratio, low: 1 / high, high: 1 / low, verdict };
    if (isCost(over, metric.metric)) {
      return { ...over, metric: metric.metric, than: { kind: 'twin', id: twin.id } };
    }
  }
  return null;
}

/** The same in everything but how many requests a worker may serve, and it may serve any number. */
function isTwin(one: ContenderRecord, other: ContenderRecord): boolean {
  const rest = ({ framework, role, settings }: ContenderRecord): string => {
    const { MAX_REQUESTS: _, MAX_REQUESTS_JITTER: __, ...others } = settings;
    return JSON.stringify([framework, role, Object.entries(others).sort()]);
  };
  const isPlain = other.variant === undefined && maxRequestsOf(other) === 0;
  return one.id !== other.id && isPlain && rest(one) === rest(other);
}

/** CPU per request of steps at the same rate, of different launches: Welch, for all rates at once. */
function costOverOwnSteps(record: RunRecord, steps: readonly StepRecord[]): RecyclingCost | null {
  const answered = steps.filter(
    ({ verdict, server }) =>
      (verdict === 'held' || verdict === 'undecided') && (server.cpuUsPerRequest ?? 0) > 0,
  );
  const byRate = [...Map.groupBy(answered, ({ ratePerSec }) => ratePerSec)].map(([ratePerSec, at]) => {
    const logs = (is: (replaced: number) => boolean): number[] =>
      logOfLaunches(at.filter((step) => is(replacedIn(step, record))));
    return { ratePerSec, without: logs((n) => n === 0), with: logs((n) => n > 0) };
  });
  const told = byRate.filter((rate) => rate.without.length > 1 && rate.with.length > 1);
  const confidence = confidenceOfEach(told.length);
  for (const rate of told.toReversed()) {
    const logs = welchInterval(rate.without, rate.with, confidence);
    const ratio = logs === null ? null : ratioOf(logs);
    if (ratio !== null && isCost(ratio, 'cpu')) {
      return { ...ratio, metric: 'cpu', than: { kind: 'own-steps', ratePerSec: rate.ratePerSec } };
    }
  }
  return null;
}

/** A rate that comes twice in a launch is still one launch. */
function logOfLaunches(steps: readonly StepRecord[]): number[] {
  return [...Map.groupBy(steps, ({ launch }) => launch).values()].flatMap(
    (own) => meanOf(own.map(({ server }) => Math.log(server.cpuUsPerRequest as number))) ?? [],
  );
}

function isCost({ verdict, low, high }: Ratio, metric: ComparedMetric['metric']): boolean {
  return verdict === 'differs' && (metric === 'cpu' ? low > 1 : high < 1);
}

function sumOf<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
