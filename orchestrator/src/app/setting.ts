import { LabError } from '../domain/errors.ts';
import type { Provenance } from '../domain/run-record.ts';

/** One thing a user can set: by flag, by environment, in a scenario, or not at all. */
export interface Setting<T> {
  /** Key in the record's `provenance`. */
  readonly key: string;
  /** As commander writes it, e.g. `--rates <list>`. */
  readonly flag: string;
  readonly env: string | null;
  readonly help: string;
  /** May be given several times, which is the same as once with commas between. */
  readonly repeatable?: true;
  /** Throws a `LabError` that names what is allowed. */
  readonly parse: (text: string) => T;
}

export interface Resolved<T> {
  readonly value: T;
  readonly from: Provenance;
}

/** Where values come from; a switch that was given is the text `true`. */
export interface Given {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Flag before environment; null when neither says anything. */
export function given<T>(setting: Setting<T>, { flags, env }: Given): Resolved<T> | null {
  const flag = flags[setting.key];
  if (flag !== undefined) return { value: setting.parse(String(flag)), from: 'flag' };
  const text = setting.env === null ? undefined : env[setting.env];
  if (text === undefined || text === '') return null;
  return { value: parseFromEnvironment(setting, text), from: 'environment' };
}

/** Flag, environment, then what the scenario says or the default. */
export function resolve<T>(setting: Setting<T>, from: Given, otherwise: Resolved<T>): Resolved<T> {
  return given(setting, from) ?? otherwise;
}

function parseFromEnvironment<T>(setting: Setting<T>, text: string): T {
  try {
    return setting.parse(text);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    throw new LabError(error.code, error.message, {
      seen: [['from', `${setting.env}=${text}`], ...error.seen],
      fix: error.fix,
    });
  }
}
