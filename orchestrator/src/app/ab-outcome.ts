import { LabError } from '../domain/errors.ts';
import type { SidesAsked } from './build-sides.ts';
import type { EndedRun } from './end-run.ts';
import { type RunOutcome, runOutcome } from './run-outcome.ts';

/** As of any run, but that a version which was built for it cannot be started alone to find out why it does not run. */
export function abOutcome(ended: EndedRun, strict: boolean, of: SidesAsked['kind']): RunOutcome {
  const { exitCode, errors } = runOutcome(ended, strict);
  return { exitCode, errors: errors.map((error) => (DIED.has(error.code) ? withFix(error, of) : error)) };
}

const DIED = new Set<string>(['LAB_CONTENDER_NOT_READY', 'LAB_CONTENDER_EXITED']);

function withFix({ code, message, seen }: LabError, of: SidesAsked['kind']): LabError {
  const fix =
    of === 'service'
      ? "what git ignores is not in the copies: --install 'npm ci', or a script of yours that makes it; docs/AB.md"
      : "the version may not go with the contender's code: compare versions near to that in its package.json";
  return new LabError(code, message, { seen, fix: [fix] });
}
