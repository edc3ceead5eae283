import type { Scenario } from '../domain/scenario.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { LoadContext } from './offer-load.ts';
import type { LabParts } from './parts.ts';
import type { Sessions } from './sessions.ts';

/** What every step of a launch works with. */
export interface LaunchContext extends Omit<LoadContext, 'session'> {
  readonly contender: RunningContender;
  readonly scenario: Scenario;
  readonly sessions: Sessions;
  readonly parts: LabParts;
}
