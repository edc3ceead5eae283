import { CsvProblem, csvRecords } from './csv.ts';
import { LabError } from './errors.ts';

/** A CSV file whose rows fill requests; what is in it is in no record. */
export interface DataFile {
  /** Its name without folder and ending: of `users.csv` the column name is `{users.name}`. */
  readonly name: string;
  /** Absolute, once the scenario's file has been placed. */
  readonly file: string;
  /** Of its bytes, so that a run is not gone on with other data; null until it was read. */
  readonly sha256: string | null;
}

export interface DataTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Each row is a request made ahead of the load: ten thousand of 1 kB are 10 MB in every generator. */
export const MOST_ROWS = 10_000;

const COLUMN = /^[A-Za-z_][\w-]*$/;

/** Reads a CSV text as a table. Throws LAB_DATA_INVALID with the line. */
export function dataTable({ name, file }: DataFile, text: string): DataTable {
  const [head, ...records] = recordsOf(text, file);
  const columns = head?.fields.map((column) => column.trim()) ?? [];
  const wrong = columns.find((column, i) => !COLUMN.test(column) || columns.indexOf(column) < i);
  if (wrong !== undefined) {
    throw dataInvalid(file, `column ${JSON.stringify(wrong)} of line 1 is no name, or stands there twice`, [
      'the first line names the columns: letters, digits, _ and -',
    ]);
  }
  if (records.length === 0) throw dataInvalid(file, 'it has no rows', ['a line of names, then a line a row']);
  if (records.length > MOST_ROWS) {
    throw dataInvalid(file, `it has ${records.length} rows; at most ${MOST_ROWS} are made into requests`, [
      `head -n ${MOST_ROWS + 1} of it`,
      '{counter} is a number that never repeats, without any file',
    ]);
  }
  const ragged = records.find(({ fields }) => fields.length !== columns.length);
  if (ragged !== undefined) {
    const counts = `${ragged.fields.length} fields, and the first line ${columns.length}`;
    throw dataInvalid(file, `line ${ragged.line} has ${counts}`, ['put fields with commas in quotes']);
  }
  return { name, columns, rows: records.map(({ fields }) => fields) };
}

export function dataInvalid(file: string, why: string, fix: readonly string[], cause?: unknown): LabError {
  return new LabError('LAB_DATA_INVALID', `The data of the requests cannot be used: ${why}.`, {
    seen: [['file', file]],
    fix,
    cause,
  });
}

function recordsOf(text: string, file: string): ReturnType<typeof csvRecords> {
  try {
    return csvRecords(text);
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    throw dataInvalid(file, `in line ${error.line} ${error.message}`, ['double a quote within quotes: ""']);
  }
}
