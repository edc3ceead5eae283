import { describe, expect, it } from 'vitest';
import {
  lacksSecrets,
  redactScenario,
  scenarioSecrets,
  withSecretsOf,
} from '../../src/domain/redact-scenario.ts';
import type { RequestSpec, Scenario } from '../../src/domain/scenario.ts';
import { scenario } from '../lab/fakes.ts';

const request = (more: Partial<RequestSpec>): RequestSpec => ({
  name: 'login',
  weight: 1,
  method: 'POST',
  path: '/login',
  headers: {},
  expect: { statuses: [] },
  ...more,
});
const secret = { ...scenario, requests: [request({ body: '{"password":"hunter2"}', redactBody: true })] };

describe('a body that is a secret', () => {
  it('is neither stored nor shown, and is named as what must be supplied again', () => {
    expect(JSON.stringify(redactScenario(secret))).not.toContain('hunter2');
    expect(scenarioSecrets(secret)).toEqual(['body of request login']);
    expect(lacksSecrets(redactScenario(secret))).toBe(true);
  });

  it('is put back from the file when a run is resumed', () => {
    const whole = withSecretsOf(redactScenario(secret), secret);
    expect(whole).toEqual(secret);
    expect(lacksSecrets(whole)).toBe(false);
  });

  it('is stored where nobody asked to hide it', () => {
    const open = { ...scenario, requests: [request({ body: '{"id":1}' })] };
    expect(redactScenario(open)).toEqual(open);
  });
});

describe('a service of one’s own', () => {
  const own: Scenario = {
    ...scenario,
    requests: [request({ headers: { Authorization: `Bearer \${API_TOKEN}`, Cookie: 'sid=hunter2' } })],
    login: {
      request: { method: 'POST', path: '/login', headers: {}, body: '{"password":"hunter2"}' },
      token: 'jwt',
    },
    service: {
      kind: 'command',
      command: ['node', 'a.js', '--db=postgres://me:hunter2@db/shop'],
      cwd: '/app',
      env: {
        DB_PASSWORD: 'hunter2',
        SAFE_PASSWORD: `\${DB_PASSWORD}`,
        URL: 'http://u:hunter2@h/',
        LEVEL: 'info',
      },
      readinessPath: '/',
      readyTimeoutS: 20,
      reset: { command: ['psql', 'postgres://me:hunter2@db/shop'], service: null },
      port: null,
    },
  };
  const stored = redactScenario(own);

  it('is stored without what lets somebody in, and with what only names it', () => {
    expect(JSON.stringify(stored)).not.toContain('hunter2');
    expect(stored.requests[0]?.headers['Authorization']).toBe(`Bearer \${API_TOKEN}`);
    expect(stored.service?.env).toMatchObject({ SAFE_PASSWORD: `\${DB_PASSWORD}`, LEVEL: 'info' });
    expect(scenarioSecrets(own)).toEqual([
      'header Cookie of request login',
      'body of the log-in',
      'environment DB_PASSWORD of the service',
      'environment URL of the service',
      'credentials in the service’s command',
      'credentials in the reset command',
    ]);
  });

  it('is whole again with its file, whatever order the record has its keys in', () => {
    const { service, ...rest } = stored;
    const read = { ...rest, service: Object.fromEntries(Object.entries(service ?? {}).reverse()) } as never;
    expect(lacksSecrets(read)).toBe(true);
    expect(withSecretsOf(read, own)).toEqual(own);
  });

  it('needs no file where nothing but names was written', () => {
    const headers = { Authorization: `Basic \${PW}` };
    const login = { request: { method: 'POST', path: '/', headers }, token: 'jwt' };
    const named = {
      ...scenario,
      requests: [request({ headers: { Authorization: 'Bearer {token}' } })],
      login,
    };
    expect(redactScenario(named)).toEqual(named);
    expect([scenarioSecrets(named), lacksSecrets(named)]).toEqual([[], false]);
  });

  it.each([`{"user":"\${USER}","password":"hunter2"}`, `p=\${PW}`])(
    'has no body of a log-in in its record, whatever is named in it, and is whole again with its file: %s',
    (body) => {
      const login = { request: { method: 'POST', path: '/', headers: {}, body }, token: 'jwt' };
      const file = { ...scenario, login };
      const kept = redactScenario(file);
      expect(JSON.stringify(kept)).not.toContain(body.slice(-9));
      expect([scenarioSecrets(file), lacksSecrets(kept)]).toEqual([['body of the log-in'], true]);
      expect(withSecretsOf(kept, file)).toEqual(file);
    },
  );
});
