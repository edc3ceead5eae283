import { pad } from './display-width.ts';
import { type Line, span } from './line.ts';
import type { Column } from './table.ts';
import { wrapText } from './wrap.ts';

/** A row of a table as a short list, where the table has no room: the first column heads it, the others follow. */
export function stackedLines<K extends string>(
  columns: readonly (Column & { readonly key: K })[],
  words: Readonly<Record<K, string>>,
  room: number,
): Line[] {
  const titles = Math.max(...columns.map(({ title }) => title.length));
  const [head, ...fields] = columns;
  return [
    head === undefined ? [] : [span('strong', words[head.key])],
    ...fields.flatMap(({ key, title }) =>
      wrapText(`  ${pad(title, titles)}  ${words[key]}`, room, ' '.repeat(titles + 4)).map(
        (text): Line => [text],
      ),
    ),
  ];
}
