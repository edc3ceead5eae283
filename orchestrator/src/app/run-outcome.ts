import { ERROR_CODES, type ErrorCode } from '../domain/error-codes.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { RunRecord } from '../domain/run-record.ts';

/** The exit code a finished run deserves. A `failed` step is a result, not an error. */
export function runExitCode(record: RunRecord, strict: boolean): number {
  if (record.state === 'interrupted') return EXIT.interrupted;
  const broken = record.launches.find((launch) => launch.state === 'failed' && launch.error !== null);
  if (broken?.error) return ERROR_CODES[broken.error.code as ErrorCode]?.exit ?? EXIT.bug;
  const steps = record.steps.filter((step) => step.final);
  const ids = new Set(record.launches.map((launch) => launch.contender));
  const someWithoutValid = [...ids].some(
    (id) => !steps.some((step) => step.contender === id && step.verdict !== 'invalid'),
  );
  if (someWithoutValid) return EXIT.noValidStep;
  return strict && steps.some((step) => step.verdict === 'invalid') ? EXIT.noValidStep : EXIT.ok;
}
