import type { StepRecord } from '../run-record.ts';
import type { ServedRequest } from './virtual-service.ts';

/**
 * Whether the server was given its CPU when it needed it, by its own record: at most 0.2 % of its
 * answers went out more than `lateMs` late. These servers are strangers to the lab (no contender to
 * read), so a CPU taken from them would look like their own doing.
 */
export function wasOnTime(served: readonly ServedRequest[], lateMs = 20): boolean {
  const late = served.filter(([, dueMs, answeredMs]) => answeredMs - dueMs > lateMs).length;
  return late <= 0.002 * served.length;
}

/** Whether the generator was never late by the lab's own rules. */
export function isCleanStep({ judgement, dropped }: Pick<StepRecord, 'judgement' | 'dropped'>): boolean {
  return judgement.cleanWindows === judgement.windows && dropped === 0;
}

/** Nothing that can be seen of the machine explains a number that is too high. */
export function isQuiet(
  { record, served }: { readonly record: StepRecord; readonly served: readonly ServedRequest[] },
  lateMs: number,
): boolean {
  return isCleanStep(record) && wasOnTime(served, lateMs);
}
