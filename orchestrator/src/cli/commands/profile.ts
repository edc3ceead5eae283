import { join } from 'node:path';
import type { Command } from 'commander';
import { type ProfileRequest, profile } from '../../app/profile.ts';
import { PROFILE_SETTINGS } from '../../app/profile-settings.ts';
import { DEFAULT_RESULTS } from '../../app/run-settings.ts';
import { type Given, given, type Setting } from '../../app/setting.ts';
import { EXIT } from '../../domain/exit-codes.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { profileText } from '../../report/profile-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';
import { showing } from '../showing.ts';

const DEFAULTS = { ratePerSec: 1000, durationS: 10, scenario: 'mixed' } as const;

const EXAMPLES = `
A profiled step is not a measurement: the profiler uses the service's CPUs itself.

  npm run lab -- profile express --rate 3000
  npm run lab -- profile koa --rate 2000 --duration 20s --scenario ramp
  npm run -s lab -- profile fastify --output json`;

export function addProfileCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('profile <contender>')
    .description(
      'where the time of a request goes, by package: one step with the CPU profiler on; a flame graph',
    );
  addSettings(command, PROFILE_SETTINGS);
  command.addHelpText('after', EXAMPLES);
  withGlobalOptions(command).action(async (contender: string, flags: Record<string, unknown>) => {
    outcome.exitCode = await run(context, contender, flags);
  });
}

async function run(context: CliContext, contender: string, flags: Record<string, unknown>): Promise<number> {
  const { app, process } = context;
  const globals = globalOptions(flags);
  const request = await requestOf(context, contender, flags);
  using view = showing(context, globals);
  const { document, folder } = await profile(app, request, view.listen, view.signal);
  view.close();
  if (globals.output === 'json') process.stdout.write(jsonDocument({ ...document, folder }));
  else if (globals.output !== 'quiet')
    process.stdout.write(profileText(document, filesIn(folder), view.paper));
  return EXIT.ok;
}

function filesIn(folder: string): string[] {
  return [
    `flame graph  ${join(folder, 'flame.html')}`,
    `speedscope   ${join(folder, 'profile.speedscope.json')}   open it at speedscope.app, or in a copy of it of your own`,
    `as sampled   ${folder}`,
  ];
}

async function requestOf(
  { app, process }: CliContext,
  contender: string,
  flags: Record<string, unknown>,
): Promise<ProfileRequest> {
  const from: Given = { flags, env: process.env };
  const value = <T>(setting: Setting<T>, otherwise: T): T => given(setting, from)?.value ?? otherwise;
  const scenario = await app.loadScenario(value(PROFILE_SETTINGS.scenario, DEFAULTS.scenario));
  const durationS = value(PROFILE_SETTINGS.duration, DEFAULTS.durationS);
  return {
    contender,
    scenario: { ...scenario, step: { ...scenario.step, durationS } },
    ratePerSec: value(PROFILE_SETTINGS.rate, DEFAULTS.ratePerSec),
    runtime: value(PROFILE_SETTINGS.runtime, 'auto'),
    serverCpus: value<readonly number[] | null>(PROFILE_SETTINGS.serverCpus, null),
    loadCpus: value<readonly number[] | null>(PROFILE_SETTINGS.loadCpus, null),
    seed: value(PROFILE_SETTINGS.seed, app.freshSeed()),
    results: value(PROFILE_SETTINGS.out, DEFAULT_RESULTS),
  };
}
