import { type Line, type Paper, renderLine, span } from './text/line.ts';
import { bytes, count } from './text/numbers.ts';
import { tableLines } from './text/table.ts';

/** Runs that were removed or, by a dry run, would be. */
export interface ShownRemoval {
  readonly removed: readonly { readonly id: string; readonly bytes: number }[];
  readonly goingOn: readonly string[];
  readonly bytes: number;
  readonly dryRun: boolean;
}

/** What went, what stayed because it is still going on, and how much room that made. */
export function removalText({ removed, goingOn, bytes: all, dryRun }: ShownRemoval, paper: Paper): string {
  const table =
    removed.length === 0
      ? []
      : tableLines(
          [{ title: dryRun ? 'would go' : 'removed' }, { title: 'size', align: 'right' }],
          removed.map(({ id, bytes: size }) => [id, bytes(size)]),
        );
  const stayed = goingOn.map((id): Line => [span('warn', `! ${id} is still going on and stays`)]);
  const runs = `${count(removed.length)} ${removed.length === 1 ? 'run' : 'runs'}`;
  const total =
    removed.length === 0
      ? 'nothing to remove'
      : `${runs}, ${bytes(all)}${dryRun ? ' would be made free; nothing was removed' : ' made free'}`;
  return `${[...table, ...stayed, [total]].map((line) => renderLine(line, paper)).join('\n')}\n`;
}
