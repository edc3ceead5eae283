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

interface Service {
  readonly environment: Readonly<Record<string, string | number>>;
  readonly 'x-lab'?: {
    readonly framework: { readonly package: string | null };
    readonly process: { readonly entry?: string };
    readonly routes: readonly string[];
  };
}

const ROOT = new URL('../', SERVICES);
const { services } = parse(readFileSync(new URL('docker-compose.yml', ROOT), 'utf8'), {
  merge: true,
  // Our own file: each contender takes what is common from there.
  maxAliasCount: -1,
}) as {
  services: Readonly<Record<string, Service>>;
};
/** Those that this runtime runs. */
const contenders = Object.entries(services).flatMap(([id, { environment, 'x-lab': lab }]) => {
  const entry = lab?.process.entry;
  return lab && entry !== undefined ? [[id, { environment, ...lab, entry }] as const] : [];
});

it('finds contenders', () => {
  expect(contenders.map(([id]) => id)).toEqual(
    expect.arrayContaining(['express', 'koa', 'fastify', 'node-http']),
  );
});

describe.each(contenders)('docker-compose.yml: %s', (id, one) => {
  it('is there, and depends on the framework it is named for, at one exact version', () => {
    const entry = new URL(one.entry, ROOT);
    expect(existsSync(entry)).toBe(true);
    const manifest = JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    if (one.framework.package !== null) {
      expect(manifest.dependencies?.[one.framework.package]).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  it('serves the routes of the contract with the default settings, unless it is a variant', () => {
    expect([...one.routes].sort()).toEqual(
      [...ROUTES].map(([path, { method }]) => `${method} ${path}`).sort(),
    );
    const { NODE_ENV, HOST, PORT, ...settings } = one.environment;
    expect({ NODE_ENV, HOST, PORT }).toEqual({ NODE_ENV: 'production', HOST: '0.0.0.0', PORT: 8080 });
    const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
    expect(Object.keys(env).sort()).toEqual(Object.keys(settingsInForce(readSettings({}, 1))).sort());
    const inForce = readSettings(env, 3);
    if (existsSync(new URL(`${id}/`, SERVICES))) expect(inForce).toEqual(readSettings({}, 3));
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
