import { LabError } from '../domain/errors.ts';
import { jsonDocument } from '../report/json-document.ts';
import type { CliContext, GlobalOptions } from './cli-context.ts';
import { stdoutPaper } from './paper.ts';

/** One result for people, for a CI job and for programs. */
export interface ResultForms {
  readonly text: (columns: number) => string;
  readonly markdown: () => string;
  readonly document: () => object;
}

/** The flag that says so: what `resultOutput` is told. */
export const GITHUB_FLAG = ['--github', 'Markdown into $GITHUB_STEP_SUMMARY, or to stdout'] as const;

/** Where a result will go, decided before anything is done for it. Throws LAB_USAGE. */
export function resultOutput(
  { app, process }: CliContext,
  globals: GlobalOptions,
  github: boolean,
): (result: ResultForms) => Promise<void> {
  const asJson = globals.output === 'json';
  const summaryFile = process.env['GITHUB_STEP_SUMMARY'] || null;
  const markdownHere = github && summaryFile === null;
  if (markdownHere && asJson) throw twoDocuments();
  return async ({ text, markdown, document }) => {
    if (asJson) process.stdout.write(jsonDocument(document()));
    else if (markdownHere) process.stdout.write(markdown());
    else if (globals.output !== 'quiet') process.stdout.write(text(stdoutPaper(process, globals).columns));
    if (github && summaryFile !== null) await app.appendText(summaryFile, markdown());
  };
}

function twoDocuments(): LabError {
  return new LabError('LAB_USAGE', '--github and --output json would both write to stdout.', {
    fix: ['set GITHUB_STEP_SUMMARY to a file, or leave one of them out'],
  });
}
