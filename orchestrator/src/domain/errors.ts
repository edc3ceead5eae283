import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

export interface LabErrorDetails {
  /** What was seen, as label and text, e.g. `['tried', '/var/run/docker.sock: permission denied']`. */
  readonly seen?: readonly (readonly [label: string, text: string])[];
  /** What to do about it, one line each. */
  readonly fix?: readonly string[];
  readonly cause?: unknown;
}

/** An error a person can act on: code, what happened, what was seen, what to do. */
export class LabError extends Error {
  readonly code: ErrorCode;
  readonly seen: readonly (readonly [label: string, text: string])[];
  readonly fix: readonly string[];

  constructor(code: ErrorCode, message: string, details: LabErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LabError';
    this.code = code;
    this.seen = details.seen ?? [];
    this.fix = details.fix ?? [];
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }
}

/**
 * What went wrong first. An `await using` that fails to clean up wraps the error it cleaned up after
 * in a `SuppressedError`; what the user has to know is the one inside.
 */
export function originalError(thrown: unknown): unknown {
  let error = thrown;
  // Node 22 has no such class: there the transpiled code makes an `Error` with the same fields.
  while (error instanceof Error && 'suppressed' in error) error = error.suppressed;
  return error;
}
