import { blocksWithin } from '../domain/capacity/budget.ts';
import { checkRequests } from '../domain/check-requests.ts';
import type { ContenderSpec } from '../domain/contender.ts';
import { type CpuLayout, chooseCpuLayout } from '../domain/cpu-layout.ts';
import { LabError } from '../domain/errors.ts';
import { type GeneratorChoice, k6Cannot } from '../domain/generator-choice.ts';
import { launchOrder } from '../domain/launch-order.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import { redactHeaders } from '../domain/redact.ts';
import { redactScenario } from '../domain/redact-scenario.ts';
import type { RequestValues } from '../domain/request-values.ts';
import type { Scenario } from '../domain/scenario.ts';
import { launchTimes } from '../domain/time-plan.ts';
import { formatDuration } from '../domain/units.ts';
import type { RunPlan } from '../lab/plan.ts';
import type { RunSettings } from './apply-settings.ts';
import { askedContenders, chooseContenders } from './choose-contenders.ts';
import { specsOf } from './opening-record.ts';
import { CONTROL_COUNT, withControls } from './with-controls.ts';
import { withSettings } from './with-settings.ts';
import { tuningOf, withVariants } from './with-variants.ts';

/** Everything that can be decided before anything starts. */
export function planRun(
  settings: RunSettings,
  known: readonly ContenderSpec[],
  machine: MachineFacts,
  values: RequestValues,
): RunPlan {
  const { seed, port, controls, set } = settings;
  checkRequests(settings.scenario, values);
  const named = settings.provenance['only'] !== 'scenario';
  const { specs: asked, leftOut } = askedContenders(
    chooseContenders(settings.scenario.contenders, known),
    settings.scenario,
    named,
  );
  if (asked.length === 0) {
    throw new LabError('LAB_USAGE', 'No contender is left to run.', { fix: ['--only koa,fastify'] });
  }
  const own = withSettings(asked, set, known);
  const tuning = settings.tuning === null ? null : tuningOf(own, settings.tuning);
  const chosen = tuning === null ? own : withVariants(own, tuning);
  // Controls take their part of the budget.
  const launched = chosen.length + (controls === null ? 0 : CONTROL_COUNT);
  const scenario = {
    ...withinBudget(settings, launched),
    // As they were named: variants are made of them again.
    contenders: asked.map(({ id }) => id),
  };
  const specs = controls === null ? chosen : withControls(chosen, controls, scenario.blocks);
  const launches = launchOrder(
    specs.map((spec) => spec.id),
    scenario.blocks,
    seed,
  ).map(({ contender, block }) => ({ spec: specById(specs, contender), block }));
  const generator = generatorOf(settings);
  const cannot = settings.generator === 'k6' ? k6Cannot(scenario) : null;
  if (cannot !== null) {
    throw new LabError('LAB_USAGE', `--generator k6 cannot offer this scenario: ${cannot}.`, {
      fix: ['--generator auto, or --generator builtin'],
    });
  }
  return {
    scenario,
    launches,
    leftOut,
    values,
    cpus: cpuLayoutFor(settings, machine),
    generator,
    seed,
    port,
    set,
    tuning,
  };
}

/** As many blocks as the budget has room for. Throws LAB_BUDGET_TOO_SMALL. */
function withinBudget(settings: RunSettings, contenders: number): Scenario {
  const { scenario } = settings;
  const { policy } = scenario;
  if (policy.kind !== 'capacity' || policy.budgetS === null) return scenario;
  const times = launchTimes({ ...scenario, policy }, generatorOf(settings));
  const blocks = Math.min(scenario.blocks, blocksWithin(policy.budgetS, contenders, times));
  if (blocks > 0) return { ...scenario, blocks };
  const minutes = (launchS: number): number => Math.ceil((contenders * launchS) / 60);
  const [oneM, twoM] = [minutes(times.firstS), minutes(times.firstS + times.laterS)];
  throw new LabError(
    'LAB_BUDGET_TOO_SMALL',
    `${formatDuration(policy.budgetS * 1000)} are not enough for one block of ${contenders} contenders.`,
    {
      seen: [['one block takes', `about ${oneM} min`]],
      fix: [
        `--budget ${oneM}m, better ${twoM}m: an interval needs two blocks`,
        '--blocks 2, however long they take',
        ...(contenders > 1 ? ['fewer contenders: --only'] : []),
      ],
    },
  );
}

function generatorOf({ generator }: RunSettings): GeneratorChoice {
  return { asked: generator, k6CleanLimitPerSec: null };
}

export function cpuLayoutFor(
  asked: { readonly serverCpus: readonly number[] | null; readonly loadCpus: readonly number[] | null },
  machine: MachineFacts,
): CpuLayout {
  return chooseCpuLayout({
    available: machine.cpus,
    smtSiblings: machine.smtSiblings,
    numaNodes: machine.numaNodes,
    pinning: machine.pinning !== null,
    server: asked.serverCpus,
    load: asked.loadCpus,
  });
}

/** What plan.json and `--dry-run --output json` say: the decisions, without how a contender is started here. */
export function planDocument(plan: RunPlan): object {
  const { scenario, seed, cpus, launches, leftOut, set, tuning } = plan;
  return {
    scenario: redactScenario(scenario),
    seed,
    cpus,
    set,
    tuning,
    contenders: specsOf(plan).map(({ id, settings }) => ({ id, settings: redactHeaders(settings) })),
    launches: launches.map(({ spec, block }) => ({ contender: spec.id, block })),
    leftOut,
  };
}

function specById(specs: readonly ContenderSpec[], id: string): ContenderSpec {
  const spec = specs.find((one) => one.id === id);
  if (spec === undefined) throw new Error(`launch order names ${id}, which was not chosen`);
  return spec;
}
