import type { Command } from 'commander';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import {
  askedTuning,
  TUNE_RUN_SETTINGS,
  TUNE_SCENARIO,
  TUNED_SETTINGS,
  tuneSettings,
} from '../../app/tune-settings.ts';
import { LabError } from '../../domain/errors.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { nextCommands } from '../../report/next-commands.ts';
import { type ShownTuning, shownTuning } from '../../report/shown-tuning.ts';
import { tuningDocument } from '../../report/tuning-document.ts';
import { tuningMarkdown, tuningText } from '../../report/tuning-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { measureAndShow, showPlan } from '../measure-and-show.ts';
import { stdoutPaper } from '../paper.ts';
import { GITHUB_FLAG, resultOutput } from '../result-output.ts';
import { addSettings } from '../setting-options.ts';

export function addTuneCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('tune')
    .argument('[contender]', 'whose settings to try')
    .description('try settings of one contender, every combination in every block; say which of them matter')
    .option('--of <run>', 'show what a run of tune said, again; no load')
    .option('--dry-run', 'print the variants, every step and the worst-case time; start nothing')
    .option(...GITHUB_FLAG);
  addSettings(command, TUNED_SETTINGS);
  addSettings(command, TUNE_RUN_SETTINGS);
  command.addHelpText(
    'after',
    `
Lists have commas: --workers 1,2,auto. A contender takes the settings that stand
in its block of docker-compose.yml. --timeout and --connections are of the load;
those of the contender are --worker-timeout and --worker-connections. A run that
was stopped goes on with: npm run lab -- --resume

  npm run lab -- tune express --workers 1,2,auto,2n+1 --max-requests 0,1000
  npm run lab -- tune koa --keep-alive 1,5 --rates 500,1000 --blocks 6
  npm run lab -- tune --of latest`,
  );
  withGlobalOptions(command).action(async (of: string | undefined, flags: Record<string, unknown>) => {
    outcome.exitCode = await tune(context, of, flags);
  });
}

async function tune(
  context: CliContext,
  of: string | undefined,
  flags: Record<string, unknown>,
): Promise<number> {
  const { app, process } = context;
  const from = { flags, env: process.env };
  const results = given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS;
  const past = flags['of'];
  if (past !== undefined && of !== undefined) throw twoAsked(of);
  if (past !== undefined) return showAgain(context, flags, await app.store(results).load(String(past)));
  if (of === undefined) throw nobodyNamed();
  const tuning = askedTuning(of, from);
  const scenario = given(RUN_SETTINGS.scenario, from)?.value ?? TUNE_SCENARIO;
  const settings = tuneSettings(await app.loadScenario(scenario), tuning, from, () => app.freshSeed());
  if (flags['dryRun'] === true) return showPlan(context, flags, settings, results);
  const asked = { scenario, ...(results === DEFAULT_RESULTS ? {} : { out: results }) };
  return measureAndShow(context, flags, {
    request: { settings, results, resume: null, reproduces: null },
    next: (record) => nextCommands(record, asked),
    document: (record) => tuningDocument(tuningIn(record)),
  });
}

async function showAgain(
  context: CliContext,
  flags: Record<string, unknown>,
  record: RunRecord,
): Promise<number> {
  const globals = globalOptions(flags);
  const write = resultOutput(context, globals, flags['github'] === true);
  const shown = tuningIn(record);
  await write({
    text: () => tuningText(record, stdoutPaper(context.process, globals)),
    markdown: () => `${tuningMarkdown(record).join('\n')}\n`,
    document: () => tuningDocument(shown),
  });
  return 0;
}

function tuningIn(record: RunRecord): ShownTuning {
  const shown = shownTuning(record);
  if (shown !== null) return shown;
  throw new LabError('LAB_USAGE', `Run ${record.id} tries no settings.`, {
    fix: ['name a run of tune: npm run lab -- list shows the runs there are'],
  });
}

function twoAsked(of: string): LabError {
  return new LabError('LAB_USAGE', `--of shows a run there is; it tries nothing of ${of}.`, {
    fix: ['leave out one of the two'],
  });
}

function nobodyNamed(): LabError {
  return new LabError('LAB_USAGE', 'No contender was named whose settings are to be tried.', {
    fix: ['npm run lab -- tune express --workers 1,2,auto,2n+1', 'npm run lab -- tune --of latest'],
  });
}
