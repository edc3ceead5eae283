import type { GeneratorChoice } from '../domain/generator-choice.ts';
import { interferenceWarning } from '../domain/interference.ts';
import type { RunRecord, Warning } from '../domain/run-record.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { timePlan } from '../domain/time-plan.ts';
import type { RunPlan } from '../lab/plan.ts';
import { findInterference, type InterferenceApp, type InterferenceRequest } from './find-interference.ts';
import { specsOf } from './opening-record.ts';

export interface RunInterferenceRequest
  extends Pick<InterferenceRequest, 'runtime' | 'machine' | 'guard' | 'progress' | 'signal'> {
  readonly plan: Pick<RunPlan, 'cpus' | 'launches' | 'scenario'>;
  readonly generator: GeneratorChoice;
  /** Its record has the warning already, if there was one. */
  readonly resume: RunRecord | null;
}

/** What a run says of busy load CPUs that slow its service; measured once a sitting, and not for short runs. */
export async function warnOfInterference(
  app: InterferenceApp,
  { plan, generator, resume, ...request }: RunInterferenceRequest,
): Promise<readonly Warning[]> {
  const { cpus, scenario, launches } = plan;
  const contenders = specsOf({ launches }).length;
  const { expectedS } = timePlan(scenario, contenders, generator);
  if (resume !== null || expectedS < THRESHOLDS.interferenceRunS.value) return [];
  const { interference } = await findInterference(app, { ...request, cpus, fresh: false });
  const warning = interference === null ? null : interferenceWarning(interference);
  return warning === null ? [] : [warning];
}
