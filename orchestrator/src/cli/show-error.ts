import { LabError, originalError } from '../domain/errors.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { ProcessContext } from '../process-context.ts';
import { jsonDocument, jsonLine } from '../report/json-document.ts';
import { renderError } from '../ui/render-error.ts';
import { isUnicode, wantsColour } from '../ui/terminal-style.ts';
import { isCommanderError, usageError } from './usage-errors.ts';

/** What stands on stdout instead of the result when `--output json` or `ndjson` was asked for. */
export interface ErrorDocument {
  readonly schema: 1;
  readonly kind: 'error';
  readonly code: string;
  readonly message: string;
  readonly seen: readonly { readonly label: string; readonly text: string }[];
  readonly fix: readonly string[];
  readonly exitCode: number;
}

/** Shows why a command has no result: people read stderr, programs the one document. Gives the exit code. */
export function showFailure(process: ProcessContext, thrown: unknown): number {
  const original = originalError(thrown);
  const error = isCommanderError(original) ? usageError(original) : original;
  if (error === null) return EXIT.ok;
  showError(process, error);
  const exitCode = error instanceof LabError ? error.exitCode : EXIT.bug;
  const mode = outputMode(process);
  if (mode === 'json') process.stdout.write(jsonDocument(errorDocument(error, exitCode)));
  if (mode === 'ndjson') process.stdout.write(jsonLine(errorDocument(error, exitCode)));
  return exitCode;
}

/** One error on stderr, without touching the result on stdout. */
export function showError(process: ProcessContext, error: unknown): void {
  const { stderr, env, argv, platform } = process;
  const colour = wantsColour(env, stderr.isTerminal, argv.includes('--no-color'));
  const unicode = isUnicode(env, platform);
  stderr.write(renderError(error, { colour, unicode, verbose: argv.includes('--verbose') }));
}

/** From the words themselves, since the command line may be the very thing that is wrong. */
function outputMode({ argv, env }: ProcessContext): string | undefined {
  const modes = argv.flatMap((word, i) =>
    word === '--output' ? (argv[i + 1] ?? []) : word.startsWith('--output=') ? word.slice(9) : [],
  );
  return modes.at(-1) ?? env['LAB_OUTPUT'];
}

function errorDocument(error: unknown, exitCode: number): ErrorDocument {
  const known = error instanceof LabError;
  return {
    schema: 1,
    kind: 'error',
    code: known ? error.code : 'LAB_BUG',
    message: error instanceof Error ? error.message : String(error),
    seen: known ? error.seen.map(([label, text]) => ({ label, text })) : [],
    fix: known ? error.fix : [],
    exitCode,
  };
}
