/** What is wrong with a CSV text, and in which line. */
export class CsvProblem extends Error {
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/**
 * The records of a CSV text (RFC 4180): fields in quotes may hold commas, line breaks and doubled quotes.
 * Strict, because a value that was read otherwise than its author meant would be offered ten thousand
 * times: a quote within a bare field, or anything behind a closing one, is a `CsvProblem`.
 */
export function csvRecords(text: string): { readonly fields: string[]; readonly line: number }[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/y;
  const records: { fields: string[]; line: number }[] = [];
  let [fields, line, started] = [[] as string[], 1, 1];
  while (field.lastIndex < source.length || fields.length > 0) {
    const match = field.exec(source);
    if (match === null) throw new CsvProblem(line, 'a quote stands where none may, or is never closed');
    const [whole, quoted, bare = '', end] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? bare);
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    // An empty line is no record with one empty field.
    if (fields.length > 1 || fields[0] !== '') records.push({ fields, line: started });
    [fields, started] = [[], line];
    if (end === '') break;
  }
  return records;
}
