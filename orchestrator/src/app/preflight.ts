import type { Warning } from '../domain/run-record.ts';
import { blockingError, checkWarnings } from '../preflight/outcome.ts';
import type { CheckRequest, LabApp } from './lab-app.ts';

/** Checks the machine before anything starts: what cannot work blocks, what harms goes into the report. */
export async function preflight(app: LabApp, request: CheckRequest): Promise<readonly Warning[]> {
  const results = await app.checks(request);
  const blocking = blockingError(results);
  if (blocking !== null) throw blocking;
  return checkWarnings(results);
}
