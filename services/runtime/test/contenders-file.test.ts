import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROUTES } from '../../contract/src/expected-routes.ts';
import { BACK_OFF_MS, CALM_MS } from '../src/restart-policy.ts';
import { readSettings, settingsInForce } from '../src/settings.ts';
import { STALL_AFTER_MS } from '../src/watchdog.ts';

const SERVICES = new URL('../../', import.meta.url);
// Formatters pad tables; the words are what counts.
const CONTRACT = readFileSync(new URL('CONTRACT.md', SERVICES), 'utf8').replaceAll(/[ \n]+/g, ' ');

interface Entry {
  readonly id: string;
  readonly frameworkPackage: string | null;
  readonly package: string;
  readonly entry: string;
  readonly routes: readonly string[];
  readonly settings: Readonly<Record<string, string | number>>;
}

const { contenders } = parse(readFileSync(new URL('contenders.yaml', SERVICES), 'utf8'), { merge: true }) as {
  contenders: readonly Entry[];
};

describe.each(contenders.map((one) => [one.id, one] as const))('contenders.yaml: %s', (_id, one) => {
  const folder = new URL(`../${one.package}/`, SERVICES);

  it('is there, and depends on the framework it is named for, at one exact version', () => {
    expect(existsSync(new URL(one.entry, folder))).toBe(true);
    const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    if (one.frameworkPackage !== null) {
      expect(manifest.dependencies?.[one.frameworkPackage]).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  it('serves the routes of the contract with the default settings', () => {
    expect([...one.routes].sort()).toEqual(
      [...ROUTES].map(([path, { method }]) => `${method} ${path}`).sort(),
    );
    const env = Object.fromEntries(
      Object.entries(one.settings).map(([name, value]) => [name, String(value)]),
    );
    expect(Object.keys(env).sort()).toEqual(Object.keys(settingsInForce(readSettings({}, 1))).sort());
    expect(readSettings(env, 3)).toEqual(readSettings({}, 3));
  });
});

describe('CONTRACT.md', () => {
  it('lists every setting with its default', () => {
    const defaults = { ...settingsInForce(readSettings({}, 1)), WORKERS: 'auto', HOST: '127.0.0.1', PORT: 0 };
    for (const [name, value] of Object.entries(defaults))
      expect(CONTRACT).toContain(`| \`${name}\` | \`${value}\` |`);
  });

  it('has the times of the code', () => {
    expect(CONTRACT).toContain(BACK_OFF_MS.map((ms) => ms / 1_000).join(', '));
    expect(CONTRACT).toContain(`${CALM_MS / 1_000} s without a crash`);
    expect(CONTRACT).toContain(`for ${STALL_AFTER_MS / 1_000} s none has finished`);
  });
});
