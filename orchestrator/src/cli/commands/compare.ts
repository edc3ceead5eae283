import { type Command, Option } from 'commander';
import { compare, gateVerdict } from '../../app/compare.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { LabError } from '../../domain/errors.ts';
import { type Gate, parseGate } from '../../domain/gate.ts';
import { jsonDocument } from '../../report/json-document.ts';
import {
  runComparisonDocument,
  runComparisonMarkdown,
  runComparisonText,
} from '../../report/run-comparison-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { stdoutPaper } from '../paper.ts';
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
    .option('--github', 'Markdown into $GITHUB_STEP_SUMMARY, or to stdout');
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (a: string, b: string, flags: CompareFlags) => {
    const { app, process } = context;
    const globals = globalOptions({ ...flags });
    const results = given(RUN_SETTINGS.out, { flags: { ...flags }, env: process.env })?.value;
    const asJson = globals.output === 'json';
    const summaryFile = process.env['GITHUB_STEP_SUMMARY'] || null;
    const markdownHere = flags.github === true && summaryFile === null;
    if (markdownHere && asJson) throw twoDocuments();
    const gates = flags.gate ?? [];
    const compared = await compare(app.store(results ?? DEFAULT_RESULTS), {
      a,
      b,
      gates,
      across: flags.across === true,
    });
    if (asJson) process.stdout.write(jsonDocument(runComparisonDocument(compared)));
    else if (markdownHere) process.stdout.write(runComparisonMarkdown(compared));
    else if (globals.output !== 'quiet') {
      process.stdout.write(runComparisonText(compared, stdoutPaper(process, globals).columns));
    }
    if (flags.github === true && summaryFile !== null) {
      await app.appendText(summaryFile, runComparisonMarkdown(compared));
    }
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

function twoDocuments(): LabError {
  return new LabError('LAB_USAGE', '--github and --output json would both write to stdout.', {
    fix: ['set GITHUB_STEP_SUMMARY to a file, or leave one of them out'],
  });
}
