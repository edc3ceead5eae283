import { capacityReach } from '../domain/capacity/reach.ts';
import { cautionsOf } from '../domain/cautions.ts';
import type { ContenderSpec } from '../domain/contender.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import type { GeneratorChoice } from '../domain/generator-choice.ts';
import { formatObjective } from '../domain/objective.ts';
import { redactUrl } from '../domain/redact.ts';
import type { Scenario } from '../domain/scenario.ts';
import { type LeftOut, leftOutWords } from '../domain/served-routes.ts';
import type { SetSetting } from '../domain/settings-set.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { timePlan } from '../domain/time-plan.ts';
import type { Tuning } from '../domain/tuning/tuning.ts';
import { formatCpuList } from '../domain/units.ts';
import { plannedSteps } from './plan-steps.ts';
import { serviceLines } from './service-text.ts';
import { settingLines } from './setting-lines.ts';
import { cleanText } from './text/clean-text.ts';
import { count, cpuPercent, rate, timeSpan } from './text/numbers.ts';

/** Everything decided before anything starts. */
export interface ShownPlan {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly cpus: CpuLayout;
  readonly generator?: GeneratorChoice;
  /** In the order of launches, blocks after each other. */
  readonly launches: readonly {
    readonly spec: Pick<ContenderSpec, 'id' | 'control' | 'variantOf' | 'settings' | 'cautions'> &
      Partial<Pick<ContenderSpec, 'launch'>>;
    readonly block: number;
  }[];
  /** Absent: nothing was set. */
  readonly set?: readonly SetSetting[];
  /** Absent or null: nothing is tried. */
  readonly tuning?: Tuning | null;
  readonly leftOut?: readonly LeftOut[];
}

/** `--dry-run`: every step, how long it can take at worst, and what would be created. */
export function planText(plan: ShownPlan, results = 'results'): string {
  const { scenario, seed, cpus, launches } = plan;
  const contenders = new Set(launches.map(({ spec }) => spec.id)).size;
  const times = timePlan(scenario, contenders, plan.generator);
  const { step, warmUp } = scenario;
  const order = launches.map(({ spec, block }, i) => {
    const name = scenario.blocks > 1 ? `${spec.id} (block ${block})` : spec.id;
    return `  ${String(i + 1).padStart(3)}  ${name}`;
  });
  return `${[
    `${scenario.name}: ${scenario.description}`,
    '',
    `launches, one at a time, in this order (seed ${seed}):`,
    ...order,
    ...(plan.leftOut ?? []).map((one) => `       ${leftOutWords(one)}`),
    ...cautionsOf(launches.map(({ spec }) => spec)).map((text) => `       ! ${cleanText(text)}`),
    '',
    'each launch: start, check the contract, warm up, these steps, check again, stop',
    `       warm-up at ${rate(warmUp.ratePerSec)} for ${warmSpan(warmUp)}; before each step ${timeSpan(step.leadInS)} uncounted at its rate`,
    ...plannedSteps(scenario),
    `       an invalid step is offered again, at most ${THRESHOLDS.invalidRetries.value} times, ${THRESHOLDS.launchRetries.value} in a launch`,
    '',
    ...controlLines(launches),
    ...settingsOf(plan).map((text, i) => `${i === 0 ? 'settings ' : '         '}   ${text}`),
    ...serviceLines(scenario),
    `requests    ${scenario.requests.map((request) => `${request.method} ${redactUrl(request.path)}`).join(', ')}`,
    `load        ${scenario.pacing}, ${count(scenario.connections)} connections${scenario.reuse === 'newest' ? ', the newest used again first' : ''}, time-out ${timeSpan(scenario.timeoutMs / 1000)}`,
    `objective   ${formatObjective(scenario.objective)}`,
    `CPUs        server ${formatCpuList(cpus.server)}, load ${formatCpuList(cpus.load)}, housekeeping ${formatCpuList(cpus.housekeeping)}`,
    ...[...cpus.notes, ...(cpus.rankable ? [] : ['nothing may be ranked'])].map(
      (note) => `            ${note}`,
    ),
    `time        about ${timeSpan(times.expectedS)}, at worst ${timeSpan(times.worstCaseS)}`,
    ...capacityReach(scenario).map((text, i) => `${i === 0 ? 'precision ' : '          '}  ${text}`),
    ...createdLines(launches, results),
    '',
    'Nothing was started.',
  ].join('\n')}\n`;
}

function createdLines(launches: ShownPlan['launches'], results: string): string[] {
  const folder = `creates     a folder ${results}/<run-id>/`;
  if (!launches.some(({ spec }) => spec.launch?.docker?.own !== undefined))
    return [`${folder}; processes of one contender at a time and the generator, all ended again`];
  return [
    `${folder}; a network; containers and volumes of one contender and`,
    '            what it depends on at a time, and of the generator, all removed again;',
    '            images that are built or pulled, and are kept',
  ];
}

function settingsOf({ launches, set = [], tuning = null }: ShownPlan): string[] {
  const contenders = [...new Map(launches.map(({ spec }) => [spec.id, spec])).values()];
  return settingLines({ contenders, set, ...(tuning === null ? {} : { tuning }) });
}

/** Which launches are duplicates, and of what. */
function controlLines(launches: ShownPlan['launches']): string[] {
  const controls = new Map(launches.flatMap(({ spec }) => (spec.control ? [[spec.id, spec.control]] : [])));
  const shown = [...controls].sort(([, a], [, b]) => a.slowedBy - b.slowedBy);
  const texts = shown.map(([id, control]) => {
    const how =
      control.slowedBy === 0 ? 'again' : `with ${cpuPercent(control.slowedBy)} more CPU per request`;
    return `${id} is ${control.of} ${how}`;
  });
  return texts.length === 0 ? [] : [`controls    ${texts.join(', ')}`];
}

function warmSpan({ minS, maxS }: Scenario['warmUp']): string {
  return minS === maxS ? timeSpan(minS) : `${timeSpan(minS)} to ${timeSpan(maxS)}`;
}
