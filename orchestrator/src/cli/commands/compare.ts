import { type Command, Option } from 'commander';
import { type ComparedRuns, compare, gateVerdict } from '../../app/compare.ts';
import { type Confirmation, confirmGates } from '../../app/confirm-gates.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { EXIT } from '../../domain/exit-codes.ts';
import { confirmedGates, type Gate, parseGate } from '../../domain/gate.ts';
import { redactCommand } from '../../domain/redact.ts';
import {
  runComparisonDocument,
  runComparisonMarkdown,
  runComparisonText,
} from '../../report/run-comparison-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { GITHUB_FLAG, resultOutput } from '../result-output.ts';
import { addSettings } from '../setting-options.ts';
import { showError } from '../show-error.ts';
import { showing } from '../showing.ts';

export function addCompareCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('compare')
    .argument('<a>', 'id of the run before')
    .argument('<b>', 'id of the run after')
    .description('what CPU per request and capacity of each contender became from one run to another')
    .addOption(
      new Option(
        '--gate <rule>',
        "what may change, e.g. 'fastify.cpuUsPerRequest<=+3%' or 'fastify.capacity>=-3%'; repeatable",
      ).argParser((text: string, before: readonly Gate[] | undefined) => [
        ...(before ?? []),
        parseGate(text),
      ]),
    )
    .addOption(
      new Option('--on-undecided <what>', 'what an undecided gate is; else exit code 8').choices([
        'pass',
        'fail',
      ]),
    )
    .option('--no-confirm', 'let a gate fail at once, without running <b> again first')
    .option('--across', 'compare runs made under different conditions, and say so')
    .option(...GITHUB_FLAG);
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (a: string, b: string, flags: CompareFlags) => {
    outcome.exitCode = await run(context, a, b, flags);
  });
}

interface CompareFlags {
  readonly gate?: readonly Gate[];
  readonly onUndecided?: 'pass' | 'fail';
  readonly confirm: boolean;
  readonly across?: boolean;
  readonly github?: boolean;
}

async function run(context: CliContext, a: string, b: string, flags: CompareFlags): Promise<number> {
  const { app, process } = context;
  const globals = globalOptions({ ...flags });
  const from = { flags: { ...flags }, env: process.env };
  const results = given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS;
  const write = resultOutput(context, globals, flags.github === true);
  const [gates, across] = [flags.gate ?? [], flags.across === true];
  const compared = await compare(app.store(results), { a, b, gates, across });
  const fails = compared.gates.some(({ outcome }) => outcome === 'failed');
  const looked = fails && flags.confirm ? await lookAgain(context, results, compared, flags) : FIRST_LOOK;
  const { confirmation } = looked;
  const shown = { ...compared, confirmation };
  await write({
    text: (columns) => runComparisonText(shown, columns),
    markdown: () => runComparisonMarkdown(shown),
    document: () => runComparisonDocument(shown),
  });
  const decided =
    confirmation?.kind === 'made'
      ? confirmedGates(compared.gates, confirmation.compared.gates)
      : compared.gates;
  if (looked.interrupted) return EXIT.interrupted;
  const verdict = gateVerdict(decided, flags.onUndecided ?? null);
  if (verdict === null) return EXIT.ok;
  showError(process, verdict);
  return verdict.exitCode;
}

interface Looked {
  readonly confirmation: Confirmation | null;
  readonly interrupted: boolean;
}

const FIRST_LOOK: Looked = { confirmation: null, interrupted: false };

async function lookAgain(
  context: CliContext,
  results: string,
  first: ComparedRuns,
  flags: CompareFlags,
): Promise<Looked> {
  const { app, process } = context;
  const { argv, supplyAgain } = redactCommand(process.argv);
  const fromEnvironment = { flags: {}, env: process.env };
  using view = showing(context, globalOptions({ ...flags }));
  const again = {
    results,
    command: argv,
    supplyAgain,
    scenario: null,
    influx: given(RUN_SETTINGS.influx, fromEnvironment)?.value ?? null,
    grafana: given(RUN_SETTINGS.grafana, fromEnvironment)?.value ?? null,
  };
  const request = { first, across: flags.across === true, again };
  const confirmation = await confirmGates(app, request, view.listen, view.signal);
  view.close();
  return { confirmation, interrupted: view.signal.aborted };
}
