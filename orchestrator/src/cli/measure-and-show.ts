import { join } from 'node:path';
import type { RunSettings } from '../app/apply-settings.ts';
import { planDocument } from '../app/plan-run.ts';
import { planOnly, type RunRequest, runScenario } from '../app/run.ts';
import { runOutcome } from '../app/run-outcome.ts';
import { redactCommand } from '../domain/redact.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { jsonDocument } from '../report/json-document.ts';
import { summaryMarkdown } from '../report/markdown.ts';
import { planText } from '../report/plan-text.ts';
import { summaryText } from '../report/summary.ts';
import type { CliContext } from './cli-context.ts';
import { globalOptions } from './global-options.ts';
import { resultOutput } from './result-output.ts';
import { showError } from './show-error.ts';
import { showing } from './showing.ts';

type Flags = Readonly<Record<string, unknown>>;

export interface MeasuredCommand {
  readonly request: Omit<RunRequest, 'command' | 'supplyAgain'>;
  /** Commands that a reader of the record would give next. */
  readonly next: (record: RunRecord) => readonly string[];
  /** Of `--output json`. */
  readonly document: (record: RunRecord) => object;
}

/** What every command that measures contenders does once its settings are known. Gives the exit code. */
export async function measureAndShow(
  context: CliContext,
  flags: Flags,
  { request, next, document }: MeasuredCommand,
): Promise<number> {
  const { app, process } = context;
  const globals = globalOptions(flags);
  const write = resultOutput(context, globals, flags['github'] === true);
  const { argv, supplyAgain } = redactCommand(process.argv);
  using view = showing(context, globals);
  const ended = await runScenario(app, { ...request, command: argv, supplyAgain }, view.listen, view.signal);
  view.close();
  const { record, logs, metrics, reportProblem } = ended;
  await write({
    text: () =>
      summaryText(record, {
        ...view.paper,
        folder: join(request.results, record.id),
        logs,
        metrics,
        report: reportProblem === null,
        next: next(record),
      }),
    markdown: () => summaryMarkdown(record, logs),
    document: () => document(record),
  });
  const { exitCode, errors } = runOutcome(ended, request.settings.strict);
  for (const error of errors) showError(process, error);
  return exitCode;
}

/** `--dry-run`. */
export async function showPlan(
  { app, process }: CliContext,
  flags: Flags,
  settings: RunSettings,
  results: string,
): Promise<number> {
  const { plan } = await planOnly(app, settings);
  const asJson = globalOptions(flags).output === 'json';
  process.stdout.write(asJson ? jsonDocument(planDocument(plan)) : planText(plan, results));
  return 0;
}
