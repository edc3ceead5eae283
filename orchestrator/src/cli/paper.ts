import type { ProcessContext } from '../process-context.ts';
import { isUnicode, wantsColour } from '../ui/terminal-style.ts';
import type { GlobalOptions } from './cli-context.ts';

const COLUMNS_WITHOUT_TERMINAL = 120;

export interface Paper {
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly columns: number;
}

/** How text on stdout may look. */
export function stdoutPaper(process: ProcessContext, globals: Pick<GlobalOptions, 'color'>): Paper {
  const { env, stdout, stderr, platform } = process;
  return {
    colour: wantsColour(env, stdout.isTerminal, !globals.color),
    unicode: isUnicode(env, platform),
    // stdout may be a file while somebody reads along on stderr.
    columns: stderr.columns() ?? COLUMNS_WITHOUT_TERMINAL,
  };
}
