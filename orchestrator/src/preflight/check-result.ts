import type { LabError } from '../domain/errors.ts';

/** `✗` blocks a run, `!` goes into its report, `?` could not be told. */
export type Severity = '✗' | '!' | 'ok' | '?';

export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly found: string;
  readonly wanted: string;
  /** What to do about it; null where nothing is to be done. */
  readonly fix: string | null;
  /** Thrown instead of the run where the severity is `✗`. */
  readonly error?: LabError;
}
