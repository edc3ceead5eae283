import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type WrittenReport, writeComparison, writeReport } from '../../app/report.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { LabError } from '../../domain/errors.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { cleanText } from '../../report/text/clean-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';
import { showError } from '../show-error.ts';

export function addReportCommand(program: Command, context: CliContext, _outcome: Outcome): void {
  const command = program
    .command('report')
    .argument('[run]', 'id of a run; absent: latest')
    .description('write report.html of a run, one file to look at and to send, into its folder')
    .option('--open', 'open it in the browser')
    .option('--svg', 'write its charts as pictures as well, into charts/')
    .option('--compare <runs...>', 'two runs instead, overlaid with every difference: --compare <a> <b>')
    .option('--across', 'with --compare: runs made under different conditions, and say so');
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (id: string | undefined, flags: ReportFlags) => {
    await report(context, id, flags);
  });
}

interface ReportFlags {
  readonly open?: boolean;
  readonly svg?: boolean;
  readonly compare?: readonly string[];
  readonly across?: boolean;
}

async function report(context: CliContext, id: string | undefined, flags: ReportFlags): Promise<void> {
  const { app, process } = context;
  const results =
    given(RUN_SETTINGS.out, { flags: { ...flags }, env: process.env })?.value ?? DEFAULT_RESULTS;
  const { output } = globalOptions({ ...flags });
  const written = await writtenReport(context, results, id, flags);
  const files = written.names.map((name) => join(results, written.id, name));
  if (output === 'json')
    process.stdout.write(jsonDocument({ schema: 1, kind: 'report', run: written.id, files }));
  else if (output !== 'quiet') process.stdout.write(`${files.map(cleanText).join('\n')}\n`);
  const [page] = files;
  if (flags.open !== true || page === undefined) return;
  // The page is there all the same: no second document beside the one that says where.
  await app.openFile(resolve(process.cwd, page)).catch((error: unknown) => showError(process, error));
}

async function writtenReport(
  { app }: CliContext,
  results: string,
  id: string | undefined,
  { svg = false, compare: pair, across = false }: ReportFlags,
): Promise<WrittenReport> {
  const store = app.store(results);
  if (pair === undefined && across) throw usage('--across says something of --compare only.');
  if (pair === undefined) {
    return writeReport(store, id ?? 'latest', (run) => app.drawReport(run, svg));
  }
  const [a, b, ...more] = pair;
  if (id !== undefined || a === undefined || b === undefined || more.length > 0) {
    throw usage('--compare takes two runs, and they are all that is named.');
  }
  return writeComparison(store, { a, b, across }, async (compared, runA, runB) => {
    // Loaded when somebody asks for it: charts are the largest part of the lab.
    const { comparisonFiles } = await import('../../report/html/report-files.ts');
    return comparisonFiles({ ...compared, confirmation: null }, runA, runB, svg);
  });
}

function usage(message: string): LabError {
  return new LabError('LAB_USAGE', message, {
    fix: [
      'npm run lab -- report [run] [--open] [--svg]',
      'npm run lab -- report --compare <a> <b> [--across]',
    ],
  });
}
