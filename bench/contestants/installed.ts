import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Builtin } from './builtin.ts';
import { autocannon, hey, wrk } from './closed-model.ts';
import type { Contestant } from './contestant.ts';
import { K6 } from './k6.ts';
import { Vegeta } from './vegeta.ts';

export interface Field {
  readonly builtin: Builtin;
  readonly others: readonly Contestant[];
  readonly missing: readonly string[];
}

/** Everyone who can take part here: `NAME_BIN` in the environment, else PATH. */
export function installedContestants(bundle: string): Field {
  const others: Contestant[] = [];
  const missing: string[] = [];
  const enter = (name: string, make: (bin: string) => Contestant): void => {
    const bin = where(name);
    if (bin === undefined) missing.push(name);
    else others.push(make(bin));
  };
  enter('k6', (bin) => new K6(bin, said(bin, ['version'], /v[\d.]+/)));
  others.push(autocannonOfOurs());
  enter('wrk', (bin) => wrk(bin, said(bin, ['-v'], /wrk \S+/)));
  enter('hey', (bin) => hey(bin, 'unknown'));
  enter('vegeta', (bin) => new Vegeta(bin, said(bin, ['-version'], /v?\d[\d.]+/)));
  return { builtin: new Builtin(bundle), others, missing };
}

function autocannonOfOurs(): Contestant {
  const folder = new URL('../../node_modules/autocannon/', import.meta.url).pathname;
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return autocannon(join(folder, 'autocannon.js'), version);
}

/** A program of another project: `NAME_BIN` in the environment, else on the PATH. */
export function where(name: string): string | undefined {
  return process.env[`${name.toUpperCase()}_BIN`] ?? onPath(name);
}

function onPath(name: string): string | undefined {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

export function said(bin: string, args: readonly string[], pattern: RegExp): string {
  try {
    return (
      pattern.exec(execFileSync(bin, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[0] ??
      'unknown'
    );
  } catch (error) {
    // wrk prints its version and fails.
    return pattern.exec(String((error as { stdout?: string }).stdout))?.[0] ?? 'unknown';
  }
}
