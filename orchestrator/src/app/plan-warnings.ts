import { cautionsOf } from '../domain/cautions.ts';
import type { Warning } from '../domain/run-record.ts';
import { leftOutWords } from '../domain/served-routes.ts';
import { formatCpuList } from '../domain/units.ts';
import type { RunPlan } from '../lab/plan.ts';
import { specsOf } from './opening-record.ts';

/** What the plan alone says to a reader of the results. */
export function planWarnings(plan: RunPlan): Warning[] {
  return [
    ...plan.leftOut.map((one) => ({ code: 'contender-left-out', message: leftOutWords(one) })),
    ...sharedCpus(plan),
    ...cautionsOf(specsOf(plan)).map((message, i) => ({ code: `own-service-${i + 1}`, message })),
  ];
}

/** Where there are too few CPUs, what contenders depend on has to share those of the load. */
function sharedCpus(plan: RunPlan): Warning[] {
  const { load, housekeeping } = plan.cpus;
  const services = new Set(
    specsOf(plan).flatMap(({ launch }) =>
      (launch.docker?.own?.dependencies ?? []).flatMap(({ container, awaited }) =>
        awaited === 'completed' ? [] : [container.service],
      ),
    ),
  );
  const shared = housekeeping.filter((cpu) => load.includes(cpu));
  if (services.size === 0 || shared.length === 0) return [];
  const runs = services.size === 1 ? 'runs' : 'run';
  const message = `${[...services].join(' and ')} ${runs} on CPU ${formatCpuList(shared)} beside the load generator: each slows the other, and a step for which the generator is late is invalid`;
  return [{ code: 'dependencies-share-load', message }];
}
