import type { ClaimOutcome } from './claim-outcome.ts';
import { intervalsAtOnce } from './compared-metrics.ts';
import { type ComparedPair, compareContenders } from './comparison.ts';
import { type CpuByContender, cpuByBlock, cpuByRate, generatorAt } from './cpu-by-block.ts';
import { geometricInterval, welchInterval } from './mean-interval.ts';
import { confidenceOfEach, type Ratio, ratioOf } from './ratio.ts';
import type { RunRecord } from './run-record.ts';

/** `a` uses less CPU per request than `b`; ratios are of a over b. */
export interface OrderClaim {
  readonly kind: 'order';
  readonly a: string;
  readonly b: string;
  readonly ratePerSec: number;
  readonly was: Ratio;
  readonly is: Ratio | null;
  readonly outcome: ClaimOutcome;
}

/** CPU per request of one contender, µs. */
export interface CpuClaim {
  readonly kind: 'cpu-per-request';
  readonly contender: string;
  readonly ratePerSec: number;
  readonly was: CpuInterval;
  readonly is: CpuInterval | null;
  readonly outcome: ClaimOutcome;
}

export interface CpuInterval {
  readonly us: number;
  readonly lowUs: number;
  readonly highUs: number;
}

/**
 * What the first run said of CPU per request, judged by the second at the same rate, offered by the same
 * generator. All intervals of a kind hold at once, as in the comparisons that the claims come from.
 */
export function cpuClaims(was: RunRecord, is: RunRecord): (OrderClaim | CpuClaim)[] {
  const cpu = was.cpus.rankable ? cpuByBlock(was) : null;
  if (cpu === null) return [];
  const { ratePerSec, table } = cpu;
  const again = tableAgain(was, is, [...table.keys()], ratePerSec);
  const pairsNow = compareContenders(again, intervalsAtOnce(is))?.pairs ?? [];
  const orders = (compareContenders(table, intervalsAtOnce(was))?.pairs ?? [])
    .filter(({ verdict }) => verdict === 'differs')
    // The lower one stands first.
    .map(({ a, b, blocks: _, ...ratio }): OrderClaim => {
      const ratioNow = ratioOfPair(pairsNow, a, b);
      const outcome = judgeOrder(ratio, ratioNow);
      return { kind: 'order', a, b, ratePerSec, was: ratio, is: ratioNow, outcome };
    });
  return [...orders, ...perContender(table, again, ratePerSec)];
}

/** The figures of the second run for the same contenders at the same rate; who has none there is left out. */
function tableAgain(
  was: RunRecord,
  is: RunRecord,
  contenders: readonly string[],
  ratePerSec: number,
): CpuByContender {
  if (!is.cpus.rankable) return new Map();
  return new Map(
    contenders.flatMap((id): [string, readonly number[]][] => {
      const values = cpuByRate(is, id).get(ratePerSec);
      const sameGenerator = generatorAt(was, id, ratePerSec) === generatorAt(is, id, ratePerSec);
      return values === undefined || !sameGenerator ? [] : [[id, values]];
    }),
  );
}

/** The ratio of `a` over `b`, whichever of them stands first; null: they are not compared. */
export function ratioOfPair(pairs: readonly ComparedPair[], a: string, b: string): Ratio | null {
  for (const { a: first, b: second, ratio, low, high, verdict } of pairs) {
    if (first === a && second === b) return { ratio, low, high, verdict };
    if (first === b && second === a) return { ratio: 1 / ratio, low: 1 / high, high: 1 / low, verdict };
  }
  return null;
}

/** An interval on the other side of 1 contradicts; one that contains 1 has not separated them this time. */
export function judgeOrder(was: Ratio, is: Ratio | null): ClaimOutcome {
  if (is === null || (is.low <= 1 && is.high >= 1)) return 'cannot-tell';
  return is.high < 1 === was.high < 1 ? 'holds' : 'does-not-hold';
}

function perContender(table: CpuByContender, again: CpuByContender, ratePerSec: number): CpuClaim[] {
  const confidence = confidenceOfEach(table.size);
  return [...table].flatMap(([contender, values]): CpuClaim[] => {
    const [was, is] = [cpuInterval(values, confidence), cpuInterval(again.get(contender) ?? [], confidence)];
    if (was === null) return [];
    const logs = welchInterval(logsOf(values), logsOf(again.get(contender) ?? []), confidence);
    const change = logs === null ? null : ratioOf(logs);
    const outcome = is === null || change === null ? 'cannot-tell' : judgeCpu(was, is, change);
    return [{ kind: 'cpu-per-request', contender, ratePerSec, was, is, outcome }];
  });
}

/**
 * Intervals apart contradict it, unless the two agree to within what matters. It holds where the new figure
 * lies within the old interval, as most do in a true repetition (Cumming and Maillardet 2006; figures in
 * docs/METHODOLOGY.md). What lies beside it, with intervals that overlap, decides nothing.
 */
function judgeCpu(was: CpuInterval, is: CpuInterval, change: Ratio): ClaimOutcome {
  if (change.verdict === 'equivalent') return 'holds';
  if (was.highUs < is.lowUs || is.highUs < was.lowUs) return 'does-not-hold';
  return was.lowUs <= is.us && is.us <= was.highUs ? 'holds' : 'cannot-tell';
}

function cpuInterval(values: readonly number[], confidence: number): CpuInterval | null {
  const interval = geometricInterval(values, confidence);
  return interval === null ? null : { us: interval.mean, lowUs: interval.low, highUs: interval.high };
}

function logsOf(values: readonly number[]): number[] {
  return values.map(Math.log);
}
