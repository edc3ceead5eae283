import type { ContenderSpec } from '../domain/contender.ts';
import { type CpuLayout, chooseCpuLayout } from '../domain/cpu-layout.ts';
import { LabError } from '../domain/errors.ts';
import { k6Cannot } from '../domain/generator-choice.ts';
import { launchOrder } from '../domain/launch-order.ts';
import { redactScenario } from '../domain/redact-scenario.ts';
import type { RunPlan } from '../lab/plan.ts';
import type { MachineFacts } from '../ports/host-probe.ts';
import type { RunSettings } from './apply-settings.ts';
import { chooseContenders } from './choose-contenders.ts';
import { withControls } from './with-controls.ts';

/** Everything that can be decided before anything starts. */
export function planRun(
  settings: RunSettings,
  known: readonly ContenderSpec[],
  machine: MachineFacts,
): RunPlan {
  const { scenario, seed, port, controls } = settings;
  const chosen = chooseContenders(scenario.contenders, known);
  if (chosen.length === 0) {
    throw new LabError('LAB_USAGE', 'No contender is left to run.', { fix: ['--only koa,fastify'] });
  }
  const specs = controls === null ? chosen : withControls(chosen, controls, scenario.blocks);
  const launches = launchOrder(
    specs.map((spec) => spec.id),
    scenario.blocks,
    seed,
  ).map(({ contender, block }) => ({ spec: specById(specs, contender), block }));
  const cannot = settings.generator === 'k6' ? k6Cannot(scenario) : null;
  if (cannot !== null) {
    throw new LabError('LAB_USAGE', `--generator k6 cannot offer this scenario: ${cannot}.`, {
      fix: ['--generator auto, or --generator builtin'],
    });
  }
  const generator = { asked: settings.generator, k6CleanLimitPerSec: null };
  return { scenario, launches, cpus: cpuLayoutFor(settings, machine), generator, seed, port };
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
export function planDocument({ scenario, seed, cpus, launches }: RunPlan): object {
  return {
    scenario: redactScenario(scenario),
    seed,
    cpus,
    launches: launches.map(({ spec, block }) => ({ contender: spec.id, block })),
  };
}

function specById(specs: readonly ContenderSpec[], id: string): ContenderSpec {
  const spec = specs.find((one) => one.id === id);
  if (spec === undefined) throw new Error(`launch order names ${id}, which was not chosen`);
  return spec;
}
