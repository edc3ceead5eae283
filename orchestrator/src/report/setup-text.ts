import { cleanText } from './text/clean-text.ts';
import { type Paper, renderLine } from './text/line.ts';
import { tableLines } from './text/table.ts';

export interface ShownSetup {
  readonly contender: string;
  readonly pythonVersion: string | null;
  readonly folder: string | null;
  readonly problem: string | null;
}

/** Who has to be set up, and whether it is. */
export function setupText(states: readonly ShownSetup[], paper: Paper): string {
  if (states.length === 0) return 'nothing has to be set up for these\n';
  const lines = tableLines(
    [{ title: 'contender' }, { title: 'Python' }, { title: 'set up' }],
    states.map(({ contender, pythonVersion, folder, problem }) => [
      contender,
      pythonVersion ?? '?',
      cleanText(problem ?? folder ?? `no: npm run lab -- setup ${contender}`),
    ]),
  );
  return `${lines.map((line) => renderLine(line, paper)).join('\n')}\n`;
}

export function undoneText(folders: readonly string[]): string {
  if (folders.length === 0) return 'nothing to remove\n';
  return folders.map((folder) => `removed ${cleanText(folder)}\n`).join('');
}
