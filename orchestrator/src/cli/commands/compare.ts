import { type Command, Option } from 'commander';
import { compare, gateVerdict } from '../../app/compare.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { type Gate, parseGate } from '../../domain/gate.ts';
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

export function addCompareCommand(program: Command, context: CliContext, outcome: Outcome): void {
  const command = program
    .command('compare')
    .argument('<a>', 'id of the run before')
    .argument('<b>', 'id of the run after')
    .description('what the CPU per request of each contender became from one run to another')
    .addOption(
      new Option(
        '--gate <rule>',
        "what may change, e.g. 'fastify.cpuUsPerRequest<=+3%'; repeatable",
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
    .option('--across', 'compare runs made under different conditions, and say so')
    .option(...GITHUB_FLAG);
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (a: string, b: string, flags: CompareFlags) => {
    const { app, process } = context;
    const globals = globalOptions({ ...flags });
    const results = given(RUN_SETTINGS.out, { flags: { ...flags }, env: process.env })?.value;
    const write = resultOutput(context, globals, flags.github === true);
    const gates = flags.gate ?? [];
    const compared = await compare(app.store(results ?? DEFAULT_RESULTS), {
      a,
      b,
      gates,
      across: flags.across === true,
    });
    await write({
      text: (columns) => runComparisonText(compared, columns),
      markdown: () => runComparisonMarkdown(compared),
      document: () => runComparisonDocument(compared),
    });
    const verdict = gateVerdict(compared.gates, flags.onUndecided ?? null);
    if (verdict === null) return;
    showError(process, verdict);
    outcome.exitCode = verdict.exitCode;
  });
}

interface CompareFlags {
  readonly gate?: readonly Gate[];
  readonly onUndecided?: 'pass' | 'fail';
  readonly across?: boolean;
  readonly github?: boolean;
}
