import { LabError } from '../domain/errors.ts';
import { requireMetric, type Tolerance } from '../domain/gate.ts';
import { applySettings, type RunSettings } from './apply-settings.ts';
import type { SidesAsked } from './build-sides.ts';
import type { LabApp } from './lab-app.ts';
import { RUN_SETTINGS } from './run-settings.ts';
import { type Given, given } from './setting.ts';

/** Rates from low to high, the same for both: CPU per request is compared at the highest that both answer. */
const DEFAULT_SCENARIO = 'ramp';
/** Two blocks have an interval; of fewer than five it shows large differences only: docs/METHODOLOGY.md. */
const DEFAULT_BLOCKS = 5;

/** The settings of a run of `ab`, but for its contenders. Throws what `applySettings` throws, and LAB_USAGE. */
export async function abSettings(
  app: LabApp,
  of: SidesAsked['kind'],
  tolerances: readonly Tolerance[],
  from: Given,
): Promise<RunSettings> {
  if (given(RUN_SETTINGS.runtime, from)?.value === 'docker') throw processesOnly();
  const named = given(RUN_SETTINGS.scenario, from)?.value;
  if (named === undefined && of === 'service') throw noRequests();
  const scenario = await app.loadScenario(named ?? DEFAULT_SCENARIO);
  for (const tolerance of tolerances) requireMetric(tolerance, scenario.policy.kind === 'capacity');
  const blocks = Math.max(scenario.blocks, DEFAULT_BLOCKS);
  return applySettings({ ...scenario, blocks }, from, app.freshSeed);
}

function processesOnly(): LabError {
  return new LabError('LAB_USAGE', 'ab builds for processes of this machine; it makes no images.', {
    fix: ['leave out --runtime docker and LAB_RUNTIME, or say --runtime process'],
  });
}

/** Those of our scenarios are answered by our contenders only. */
function noRequests(): LabError {
  return new LabError('LAB_USAGE', 'Nothing says which requests your service is to answer.', {
    fix: ['name a scenario file with them: --scenario my.yaml; docs/AB.md has one to begin with'],
  });
}
