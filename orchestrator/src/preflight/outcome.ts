import type { LabError } from '../domain/errors.ts';
import type { Warning } from '../domain/run-record.ts';
import type { CheckResult } from './check-result.ts';

/** The first thing that forbids a run; null: it may start. */
export function blockingError(results: readonly CheckResult[]): LabError | null {
  return results.find(({ severity }) => severity === '✗')?.error ?? null;
}

/** Everything a reader of the report should know of the machine. */
export function checkWarnings(results: readonly CheckResult[]): Warning[] {
  return results
    .filter(({ severity }) => severity === '!')
    .map(({ id, title, found, wanted }) => ({
      code: `preflight-${id}`,
      message: `${title}: ${found} (wanted: ${wanted})`,
    }));
}
