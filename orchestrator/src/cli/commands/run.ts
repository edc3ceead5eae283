import type { Command } from 'commander';
import { applySettings } from '../../app/apply-settings.ts';
import { asksForOwn, bareScenario, withOwnService } from '../../app/own-scenario.ts';
import { OWN_SETTINGS } from '../../app/own-settings.ts';
import { resumedScenario, unfinishedRun } from '../../app/resume.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { LabError } from '../../domain/errors.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Scenario } from '../../domain/scenario.ts';
import { type AskedAs, nextCommands } from '../../report/next-commands.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { withGlobalOptions } from '../global-options.ts';
import { measureAndShow, showPlan } from '../measure-and-show.ts';
import { addOwnRequestFlags, ownAsked } from '../own-request.ts';
import { GITHUB_FLAG } from '../result-output.ts';
import { addSettings } from '../setting-options.ts';

export function addRunCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('run')
    .description('run a scenario: start each contender, offer the load, judge every step')
    .option('--dry-run', 'print every step, the worst-case time and what would be created; start nothing')
    .option('--resume [run]', 'go on with a run that did not finish (the last one by default)')
    .option(...GITHUB_FLAG);
  addSettings(command, RUN_SETTINGS);
  addOwnRequestFlags(addSettings(command, OWN_SETTINGS));
  command.addHelpText(
    'after',
    `
A flag wins over the variable beside it, that over the scenario. LAB_CONTENDERS
names another Compose file of contenders than docker-compose.yml.

  npm run lab -- --scenario ramp --only koa,fastify --blocks 3
  npm run lab -- --scenario ramp --dry-run
  npm run lab -- --command 'node server.js' --port 3000 --ready /health \\
                 --request 'GET /users/1' --rates 200,400,800
  npm run lab -- --resume`,
  );
  withGlobalOptions(command).action(async (flags: Record<string, unknown>) => {
    outcome.exitCode = await run(context, flags);
  });
}

async function run(context: CliContext, flags: Record<string, unknown>): Promise<number> {
  const { app, process } = context;
  const from = { flags, env: process.env };
  const results = given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS;
  const resume = await resumed(context, results, flags);
  const settings = applySettings(
    withOwnService(await scenarioFor(context, flags, resume), ownAsked(context, from)),
    from,
    () => resume?.seed ?? app.freshSeed(),
  );

  if (flags['dryRun'] === true) {
    if (resume !== null) throw dryResume();
    return showPlan(context, flags, settings, results);
  }
  return measureAndShow(context, flags, {
    request: { settings, results, resume, reproduces: null },
    next: (record) => nextCommands(record, askedAs(context, flags, results)),
    document: (record) => record,
  });
}

function resumed(
  context: CliContext,
  results: string,
  flags: Record<string, unknown>,
): Promise<RunRecord> | null {
  const id = flags['resume'];
  return id === undefined ? null : unfinishedRun(context.app.store(results), id === true ? null : String(id));
}

/** What remains depends on verdicts still to come, and the folder is there already. */
function dryResume(): LabError {
  return new LabError('LAB_USAGE', '--dry-run plans a new run; it says nothing of one that is resumed.', {
    fix: ['leave out one of the two'],
  });
}

function askedAs({ process }: CliContext, flags: Record<string, unknown>, results: string): AskedAs {
  const scenario = given(RUN_SETTINGS.scenario, { flags, env: process.env })?.value;
  return {
    ...(scenario === undefined ? {} : { scenario }),
    ...(results === DEFAULT_RESULTS ? {} : { out: results }),
  };
}

async function scenarioFor(
  context: CliContext,
  flags: Record<string, unknown>,
  resume: RunRecord | null,
): Promise<Scenario> {
  const { app } = context;
  const from = { flags, env: context.process.env };
  const named = given(RUN_SETTINGS.scenario, from);
  if (resume === null) {
    if (named !== null) return app.loadScenario(named.value);
    if (asksForOwn(from)) return bareScenario(from);
    throw noScenario();
  }
  if (named !== null) return resumedScenario(resume, await app.loadScenario(named.value));
  // Its secrets may stand on the command line again.
  const again = asksForOwn(from) ? withOwnService(bareScenario(from), ownAsked(context, from)) : null;
  return resumedScenario(resume, again?.name === resume.scenario.name ? again : null);
}

function noScenario(): LabError {
  return new LabError('LAB_USAGE', 'No scenario was named.', {
    fix: [
      'npm run lab -- --scenario smoke   (under a minute)',
      'npm run lab -- --scenario ramp',
      "a service of your own: npm run lab -- --command 'node server.js' --port 3000",
    ],
  });
}
