import { expect, it } from 'vitest';
import { askedContenders } from '../../src/app/choose-contenders.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import { emptyRun } from '../report/fixture.ts';

function spec(id: string, routes?: readonly string[]): ContenderSpec {
  const made = { id, name: id, role: 'contender', launch: {}, readinessPath: '/', settings: {}, source: id };
  return { ...made, ...(routes === undefined ? {} : { routes }) } as ContenderSpec;
}

const { scenario } = emptyRun();
const WHOLE = spec('koa', [
  'GET /api/dummy',
  'POST /api/orders',
  ...scenario.requests.map(({ path }) => `GET ${path}`),
]);
const NONE = spec('flask', ['GET /healthz']);

it('leaves out who has no route, when the scenario named it', () => {
  const { specs, leftOut } = askedContenders([WHOLE, NONE, spec('own')], scenario, false);
  expect(specs.map(({ id }) => id)).toEqual(['koa', 'own']);
  expect(leftOut).toEqual([{ contender: 'flask', missing: [expect.stringMatching(/^GET \//)] }]);
});

it('refuses what the user named, and says what would do', () => {
  expect(() => askedContenders([WHOLE, NONE], scenario, true)).toThrowError(
    expect.objectContaining({
      code: 'LAB_ROUTE_NOT_SERVED',
      fix: ['--only koa', expect.stringContaining('ramp')],
    }),
  );
});

it('refuses a scenario that nobody is left for', () => {
  expect(() => askedContenders([NONE], scenario, false)).toThrowError('flask does not serve');
});
