import { cautionsOf } from '../domain/cautions.ts';
import type { Warning } from '../domain/run-record.ts';
import { leftOutWords } from '../domain/served-routes.ts';
import type { RunPlan } from '../lab/plan.ts';
import { specsOf } from './opening-record.ts';

/** What the plan alone says to a reader of the results. */
export function planWarnings(plan: RunPlan): Warning[] {
  return [
    ...plan.leftOut.map((one) => ({ code: 'contender-left-out', message: leftOutWords(one) })),
    ...cautionsOf(specsOf(plan)).map((message, i) => ({ code: `own-service-${i + 1}`, message })),
  ];
}
