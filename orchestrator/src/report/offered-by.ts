import type { RunRecord } from '../domain/run-record.ts';
import { offeredRates } from './ladder.ts';

/**
 * Which generator offered each rate of the ladder, in its order; null where the built-in one offered
 * all of them, which the heading says already. The same for every contender of a run.
 */
export function offeredBy(record: RunRecord): readonly string[] | null {
  const byRate = new Map(record.steps.map((step) => [step.ratePerSec, step.generator.name]));
  if (![...byRate.values()].some((name) => name !== 'builtin')) return null;
  return offeredRates(record).map((rate) => byRate.get(rate) ?? '-');
}
