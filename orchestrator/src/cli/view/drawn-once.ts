import type { RunRecord } from '../../domain/run-record.ts';

/** Draws a record once for all who ask for it before it has changed: only the last drawing is kept. */
export function drawnOnce(
  draw: (record: RunRecord) => Promise<string>,
): (record: RunRecord) => Promise<string> {
  let last: { readonly key: string; readonly drawn: Promise<string> } | null = null;
  return (record) => {
    const { id, state, steps, launches } = record;
    const key = [id, state, steps.length, launches.length].join(' ');
    if (last?.key === key) return last.drawn;
    const drawn = draw(record);
    last = { key, drawn };
    // What failed is tried again when somebody asks again.
    drawn.catch(() => {
      if (last?.drawn === drawn) last = null;
    });
    return drawn;
  };
}
