import { LabError } from '../domain/errors.ts';
import { requireMetric, type Tolerance } from '../domain/gate.ts';
import type { Scenario } from '../domain/scenario.ts';
import { applySettings, type RunSettings } from './apply-settings.ts';
import type { LabApp } from './lab-app.ts';
import { asksForOwn, bareScenario, type OwnAsked, withOwnService } from './own-scenario.ts';
import { RUN_SETTINGS } from './run-settings.ts';
import { given } from './setting.ts';

/** Rates from low to high, the same for both: CPU per request is compared at the highest that both answer. */
const DEFAULT_SCENARIO = 'ramp';
/** Two blocks have an interval; of fewer than five it shows large differences only: docs/METHODOLOGY.md. */
const DEFAULT_BLOCKS = 5;

export interface AbAsked {
  /** Whose framework there are two versions of; null: of a service of the user's own. */
  readonly contender: string | null;
  readonly own: OwnAsked;
  readonly tolerances: readonly Tolerance[];
}

/** The settings of a run of `ab`, but for its contenders. Throws what `applySettings` throws, and LAB_USAGE. */
export async function abSettings(app: LabApp, asked: AbAsked): Promise<RunSettings> {
  const { from } = asked.own;
  if (given(RUN_SETTINGS.runtime, from)?.value === 'docker') throw processesOnly();
  const scenario =
    asked.contender === null
      ? await ofService(app, asked.own)
      : await ofFramework(app, asked.own, asked.contender);
  for (const tolerance of asked.tolerances) requireMetric(tolerance, scenario.policy.kind === 'capacity');
  const blocks = Math.max(scenario.blocks, DEFAULT_BLOCKS);
  return applySettings({ ...scenario, blocks }, from, app.freshSeed);
}

async function ofFramework(app: LabApp, own: OwnAsked, contender: string): Promise<Scenario> {
  const named = given(RUN_SETTINGS.scenario, own.from)?.value;
  const scenario = await app.loadScenario(named ?? DEFAULT_SCENARIO);
  // What the environment says of a service of one's own is for other commands.
  const { flags } = own.from;
  const asked = withOwnService(scenario, { ...own, from: { flags, env: {} } });
  if (asked.service === undefined) return asked;
  throw new LabError('LAB_USAGE', `${contender} is a contender, and a service of your own was named, too.`, {
    fix: [`leave out ${contender}, or what names the service: --command, or the scenario`],
  });
}

async function ofService(app: LabApp, own: OwnAsked): Promise<Scenario> {
  const { from } = own;
  const named = given(RUN_SETTINGS.scenario, from)?.value;
  if (named === undefined && !asksForOwn(from)) throw nothingNamed();
  const scenario = withOwnService(
    named === undefined ? bareScenario(from) : await app.loadScenario(named),
    own,
  );
  if (scenario.service?.kind === 'command') return scenario;
  if (scenario.service === undefined) throw nothingNamed();
  throw new LabError('LAB_USAGE', 'ab does not build services of a Compose file.', {
    fix: ["say what starts the service as a process: --command 'node server.js'"],
  });
}

function processesOnly(): LabError {
  return new LabError('LAB_USAGE', 'ab builds for processes of this machine; it makes no images.', {
    fix: ['leave out --runtime docker and LAB_RUNTIME, or say --runtime process'],
  });
}

function nothingNamed(): LabError {
  return new LabError('LAB_USAGE', 'Nothing was named that there could be two versions of.', {
    fix: [
      'a contender: npm run lab -- ab fastify --a 5.12.8 --b 5.11.0',
      "a service under git: npm run lab -- ab --command 'node server.js' --port 3000 --a . --b main",
    ],
  });
}
