import { LabError } from '../domain/errors.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';

/**
 * Throws where a database or the like of the contender has ended by itself: what the contender did without
 * it says nothing of the contender. `when`: `in the step at 400/s`.
 */
export function requireDependencies({ spec, lost }: RunningContender, when: string): void {
  const gone = lost?.() ?? null;
  if (gone === null) return;
  const { service, how } = gone;
  throw new LabError('LAB_DEPENDENCY_EXITED', `${service}, on which ${spec.id} depends, ${how} ${when}.`, {
    fix: [
      `its log is in the run’s folder; docker compose up ${service} shows the same outside of the lab`,
      `what ${spec.id} was offered then is not counted, and the steps before are kept`,
    ],
  });
}
