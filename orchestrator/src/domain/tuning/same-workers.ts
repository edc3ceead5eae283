import type { RunRecord } from '../run-record.ts';
import { type Tuning, variantsOf } from './tuning.ts';

/** Values of `workers` that came to the same: on one CPU, `auto` is 1. A difference between them is none of workers. */
export interface SameWorkers {
  readonly workers: number;
  readonly values: readonly string[];
}

export function sameWorkers({ launches }: RunRecord, tuning: Tuning): SameWorkers[] {
  const tuned = tuning.settings.find(({ setting }) => setting === 'workers');
  const variants = variantsOf(tuning);
  const counted = (tuned?.values ?? []).flatMap((value) => {
    const ids = variants
      .filter(({ values }) => values.some((one) => one.setting === 'workers' && one.value === value))
      .map(({ id }) => id);
    const counts = new Set(
      launches.flatMap(({ contender, workers }) => (ids.includes(contender) ? (workers ?? []) : [])),
    );
    const [workers] = counts;
    return counts.size === 1 && workers !== undefined ? [{ value, workers }] : [];
  });
  return [...Map.groupBy(counted, ({ workers }) => workers)].flatMap(([workers, same]) =>
    same.length < 2 ? [] : [{ workers, values: same.map(({ value }) => value) }],
  );
}
