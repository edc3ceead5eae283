import { cpuByRate, generatorAt } from './cpu-by-block.ts';
import { type MeanInterval, welchInterval } from './mean-interval.ts';
import { confidenceOfEach } from './ratio.ts';
import type { RunRecord } from './run-record.ts';

/** One contender in two runs. */
export interface RunChange {
  readonly contender: string;
  readonly ratePerSec: number;
  /** CPU-µs per request, one figure a block; the blocks of two runs are independent of each other. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Of ln(b / a). All intervals hold at once. Null where a run has one block only. */
  readonly logs: MeanInterval | null;
  /** Of this interval alone. */
  readonly confidence: number;
}

export interface RunComparison {
  readonly changes: readonly RunChange[];
  /** Contenders that only one run has, or that have no rate in common, offered by the same generator. */
  readonly leftOut: readonly string[];
}

/** What CPU per request became from run `a` to run `b`, at the highest rate that both answered in every block. */
export function compareRuns(a: RunRecord, b: RunRecord): RunComparison {
  // Controls tell of their own run only.
  const own = [...a.contenders, ...b.contenders].filter(({ role }) => role !== 'control');
  const ids = [...new Set(own.map(({ id }) => id))];
  const shared = ids.flatMap((contender) => {
    const [inA, inB] = [cpuByRate(a, contender), cpuByRate(b, contender)];
    // With `auto` the rate at which one generator gives way to the other differs from sitting to sitting.
    const rates = [...inA.keys()].filter(
      (rate) => inB.has(rate) && generatorAt(a, contender, rate) === generatorAt(b, contender, rate),
    );
    if (rates.length === 0) return [];
    const ratePerSec = Math.max(...rates);
    return [{ contender, ratePerSec, a: inA.get(ratePerSec) ?? [], b: inB.get(ratePerSec) ?? [] }];
  });
  const confidence = confidenceOfEach(shared.length);
  const changes = shared.map((one) => {
    const logs = welchInterval(one.a.map(Math.log), one.b.map(Math.log), confidence);
    return { ...one, logs, confidence };
  });
  const compared = new Set(shared.map(({ contender }) => contender));
  return { changes, leftOut: ids.filter((id) => !compared.has(id)) };
}
