import { describe, expect, it } from 'vitest';
import { applySettings } from '../../src/app/apply-settings.ts';
import { bareScenario, withOwnService } from '../../src/app/own-scenario.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { scenario } from '../lab/fakes.ts';

const asked = (flags: Record<string, string>, requests: Scenario['requests'] = []) => ({
  from: { flags, env: {} },
  requests,
  env: {},
  absolute: (path: string) => `/here/${path}`,
});
const own = (flags: Record<string, string>, base?: Scenario, requests?: Scenario['requests']) =>
  withOwnService(base ?? bareScenario({ flags, env: {} }), asked(flags, requests));
const USERS = { name: 'u', weight: 1, method: 'GET', path: '/u/1', headers: {}, expect: { statuses: [] } };

describe('a service of one’s own on the command line', () => {
  it('needs no scenario', () => {
    const made = own({ command: 'node a.js', rates: '400,200' }, undefined, [USERS]);
    expect(made).toMatchObject({
      name: 'own',
      contenders: ['own'],
      warmUp: { ratePerSec: 200 },
      requests: [USERS],
      service: { kind: 'command', command: ['node', 'a.js'], cwd: '/here/.', readinessPath: '/u/1' },
    });
    expect(own({ command: 'a', ready: '/up' }).requests).toMatchObject([{ method: 'GET', path: '/up' }]);
    expect(own({ compose: 'c.yml', only: 'api,web' })).toMatchObject({
      contenders: ['api', 'web'],
      service: { kind: 'compose', file: '/here/c.yml' },
    });
  });

  it('changes the service and the requests of a scenario, and keeps the rest of both', () => {
    const base = own({ command: 'node a.js', only: 'shop' });
    const service = { ...base.service, reset: { command: ['r'], service: null }, env: { A: '1' } };
    const changed = own({ command: 'node b.js', expectStatus: '200,404' }, { ...base, service } as Scenario);
    expect(changed).toMatchObject({
      contenders: ['shop'],
      service: { command: ['node', 'b.js'], reset: { command: ['r'] }, env: { A: '1' } },
      requests: [{ expect: { statuses: [200, 404] } }],
    });
    // Contenders of ours are not those of another service.
    expect(own({ command: 'a' }, scenario).contenders).toEqual(['own']);
    expect(withOwnService(scenario, asked({}))).toBe(scenario);
  });

  it('has its port in the record, and its own runtime', () => {
    const settings = (flags: Record<string, string>) =>
      applySettings(own({ command: 'a', ...flags }), { flags, env: {} }, () => 1);
    expect(settings({ port: '3000' })).toMatchObject({
      port: null,
      runtime: 'process',
      scenario: { service: { port: 3000 } },
    });
    expect(() => settings({ runtime: 'docker' })).toThrow('--runtime docker does not go with');
  });

  it.each([
    [{ command: 'a', compose: 'b' }, undefined, 'were both given'],
    [{ compose: 'b' }, undefined, 'Nobody says which services'],
    [{ command: 'a', only: 'a,b' }, undefined, 'A command is one contender'],
    [{ command: 'a', only: '../../x' }, undefined, '"../../x" is no name'],
    [{ compose: 'b', only: 'api,..' }, undefined, '".." is no name'],
    [{ ready: '/up' }, scenario, '--ready goes with a service of your own'],
    [{ expectStatus: '200' }, scenario, '--expect-status goes with'],
    [{ command: 'a', readyTimeout: '1h' }, undefined, 'between 1 s and 10 min'],
    [{ command: 'a', expectStatus: '20' }, undefined, 'expect-status'],
  ])('%j is refused', (flags: Record<string, string>, base, why) => {
    expect(() => own(flags, base)).toThrow(why);
  });
});
