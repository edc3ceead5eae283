import type { DataTable } from './data-table.ts';
import { type Environment, environmentValue } from './environment-values.ts';
import { LabError } from './errors.ts';

/** What stands for the placeholders of a request. */
export interface RequestValues {
  readonly environment: Environment;
  /** Of the log-in of this launch; null where there is none. */
  readonly token: string | null;
  readonly data: DataTable | null;
}

/** A scenario without any of them. */
export const NO_VALUES: RequestValues = { environment: {}, token: null, data: null };

/** What is different in each variant. */
export interface VariantValues {
  readonly id: string;
  readonly counter: string;
  /** Row of the data; unused where the request names no column. */
  readonly row: number;
}

/** Where a value is put: what must not break out of it is escaped, or refused. */
export type Place = 'path' | 'header' | 'json' | 'form' | 'text';

/** As wide as `dataName` makes names, and wider, so that a slip is seen; `{1.5}` is a number. */
const PLACEHOLDER = /\$?\$\{[A-Za-z_]\w*\}|\{(?!\d+\.\d+\})([\w-]+(?:\.[\w-]+)?)\}/g;

/** Whether a text names the placeholder, or one that begins with it: `id`, `users.`. */
export function names(text: string, placeholder: string): boolean {
  return text.includes(`{${placeholder}`);
}

/**
 * A text of a request with its placeholders replaced, all of them at once: no value is looked through
 * again. Braces that are none of ours stay. Throws LAB_SECRETS_MISSING, LAB_DATA_INVALID.
 */
export function filled(text: string, place: Place, values: RequestValues, variant: VariantValues): string {
  return text.replace(PLACEHOLDER, (whole, name: string | undefined) => {
    if (name === undefined) {
      if (whole.startsWith('$$')) return whole.slice(1);
      const variable = whole.slice(2, -1);
      return escaped(environmentValue(variable, values.environment, 'A request'), place, `$${variable}`);
    }
    if (name === 'id') return variant.id;
    if (name === 'counter') return variant.counter;
    if (name === 'token') return escaped(tokenOf(values), place, '{token}');
    if (!name.includes('.')) return whole;
    const { data } = values;
    const column = data?.columns.findIndex((one) => name === `${data.name}.${one}`) ?? -1;
    const value = data?.rows[variant.row]?.[column];
    if (value === undefined) throw noColumn(name, data);
    return escaped(value, place, `${name} of row ${variant.row + 1}`);
  });
}

function escaped(value: string, place: Place, what: string): string {
  if (place === 'path') return encodeURIComponent(value);
  if (place === 'json') return JSON.stringify(value).slice(1, -1);
  if (place === 'form') return encodeURIComponent(value).replaceAll('%20', '+');
  // Heads are written in latin1, and a line break would begin a header of its own.
  if (place === 'text' || /^[\t -~\u0080-\u00ff]*$/.test(value)) return value;
  throw new LabError('LAB_DATA_INVALID', `${what} cannot stand in a header.`, {
    fix: ['a header takes no line breaks, no control characters and nothing beyond latin1'],
  });
}

function tokenOf({ token }: RequestValues): string {
  if (token !== null) return token;
  throw new LabError('LAB_DATA_INVALID', 'A request has {token}, and the scenario does not log in.', {
    fix: ['give the scenario a login: (docs/YOUR-OWN-SERVICE.md)'],
  });
}

/** It would be sent as it stands, and nobody would see that it is a slip. */
function noColumn(name: string, data: DataTable | null): LabError {
  if (data === null) {
    return new LabError('LAB_DATA_INVALID', `A request has {${name}}, and the scenario has no data.`, {
      fix: ['give the scenario data: { csv: users.csv } (docs/YOUR-OWN-SERVICE.md)'],
    });
  }
  return new LabError('LAB_DATA_INVALID', `A request has {${name}}, and the data has no such column.`, {
    seen: [['columns', data.columns.map((column) => `{${data.name}.${column}}`).join(', ')]],
    fix: ['name one of these'],
  });
}
