import { expect, it } from 'vitest';
import { CounterRange } from '../../src/domain/counter-range.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { NO_VALUES, type RequestValues } from '../../src/domain/request-values.ts';
import type { RequestSpec } from '../../src/domain/scenario.ts';
import { logIn } from '../../src/lab/log-in.ts';
import { verifyContract } from '../../src/lab/verify-contract.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { fakeClock, spec } from './fakes.ts';

type Answer = { readonly status?: number; readonly body?: string };
const contender = { spec: spec('api'), address: { host: '127.0.0.1', port: 1 } } as RunningContender;
const get = (path: string, more: Partial<RequestSpec> = {}): RequestSpec => ({
  name: 'a',
  weight: 1,
  method: 'GET',
  path,
  headers: {},
  expect: { statuses: [] },
  ...more,
});

/** Verifies against a service that answers by the number of the call, from 0, and says what was asked of it. */
async function verified(
  requests: RequestSpec[],
  answer: (n: number) => Answer,
  values: RequestValues = NO_VALUES,
) {
  const asked: string[] = [];
  const clock = fakeClock();
  const numbers = new CounterRange(1);
  const probe = {
    exchange: async (_: unknown, wire: Buffer) => {
      const { status = 200, body = '' } = answer(asked.length);
      asked.push(wire.toString('latin1').split(' ')[1] ?? '');
      return { status, headers: {}, body: Buffer.from(body) };
    },
  };
  const variation = () => ({ random: seededRandom(7), values, number: () => numbers.take() });
  const parts = { clock, probe, rightResponse: () => undefined };
  const { orders, notes } = await verifyContract(contender, requests, variation, parts);
  return {
    expects: orders.map(({ variants }) => variants.map((one) => one.expect)),
    orders,
    notes,
    asked,
    clock,
  };
}

it('holds a body to its own word only if it is said four times, the last more than a second after the first', async () => {
  const same = await verified([get('/a')], () => ({ body: 'x' }));
  expect(same.expects[0]?.[0]).toMatchObject({ bodyLength: 1 });
  expect([same.asked, same.notes]).toEqual([['/a', '/a', '/a', '/a'], []]);
  expect(same.clock.nowMs()).toBeGreaterThan(1000);
  const changes = await verified([get('/a')], (n) => ({ body: `${n}` }));
  expect(changes.expects).toEqual([[{ statuses: [] }]]);
  expect(changes.notes).toEqual(['a: its body changes between calls, so only its status counts']);
  const ids = await verified([get('/{id}')], (n) => ({ body: n < 70 ? 'worker 1' : 'worker 2' }));
  expect(new Set(ids.expects[0]?.map(({ bodyLength }) => bodyLength))).toEqual(new Set([undefined]));
});

it('asks once where statuses are named, and then compares no bodies', async () => {
  const named = await verified([get('/a', { expect: { statuses: [200, 404] } })], () => ({ status: 404 }));
  expect([named.expects, named.asked, named.notes]).toEqual([[[{ statuses: [200, 404] }]], ['/a'], []]);
});

it('says of a status that changes, or is not wanted, how to name it, and nothing of our contract', async () => {
  const changing = verified([get('/a?token=s3cret', { method: 'POST' })], (n) => ({
    status: n === 0 ? 201 : 409,
  }));
  await expect(changing).rejects.toMatchObject({
    code: 'LAB_CONTRACT_DIFFERS',
    message: 'api answers POST /a?token=[redacted] with 201, and the same again with 409.',
    fix: [expect.stringContaining('--expect-status 201,409'), expect.stringContaining('{counter}')],
  });
  const wrong = verified([get('/u/{users.name}?api_key=s3cret')], () => ({ status: 404 }), {
    ...NO_VALUES,
    data: { name: 'users', columns: ['name'], rows: [['private']] },
  });
  const error: { message: string; fix: string[] } = await wrong.catch((thrown) => thrown);
  expect(error.message).toBe('api does not answer GET /u/{users.name}?api_key=[redacted] as it must.');
  expect(error.fix.join()).toContain('--expect-status');
  expect(error.fix.join()).not.toContain('CONTRACT.md');
});

it('verifies 64 of many rows, and gives every request a number of its own', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => [`n${i}`]);
  const many = await verified([get('/{users.n}')], () => ({ body: 'x' }), {
    ...NO_VALUES,
    data: { name: 'users', columns: ['n'], rows },
  });
  expect(many.orders[0]?.variants).toHaveLength(100);
  expect(many.expects[0]?.every((one) => one.bodyLength === undefined)).toBe(true);
  expect(many.notes[0]).toContain('64 of 100 rows were verified');
  const stated = get('/{users.n}', { expect: { statuses: [], body: 'x' } });
  const all = await verified([stated], () => ({ body: 'x' }), {
    ...NO_VALUES,
    data: { name: 'users', columns: ['n'], rows },
  });
  expect(all.expects[0]?.every(({ bodyLength }) => bodyLength === 1)).toBe(true);
  const counted = await verified([get('/{counter}'), get('/b/{counter}')], () => ({ body: 'x' }));
  expect(counted.asked).toEqual(['/1000000000', '/b/1000000001']);
  expect(counted.orders[0]?.variants[0]?.counter).toEqual([5]);
  expect(counted.expects[0]).toEqual([{ statuses: [] }]);
});

it('logs in once, and says what came instead of a token', async () => {
  const login = {
    request: get('/login?key=s3cret', { method: 'POST', body: '{"n":{counter}}' }),
    token: 'jwt',
  };
  const answering = (status: number, body: string) => ({
    probe: { exchange: async () => ({ status, headers: {}, body: Buffer.from(body) }) },
  });
  const variation = { random: seededRandom(7), values: NO_VALUES, number: () => 1_000_000_000 };
  const by = (parts: ReturnType<typeof answering>) => logIn(contender, { login }, variation, parts);
  expect(await by(answering(201, '{"jwt":"abc"}'))).toBe('abc');
  await expect(by(answering(401, 'no'))).rejects.toThrow(
    'api did not answer the log-in POST /login?key=[redacted]: status 401',
  );
  await expect(by(answering(200, 'no'))).rejects.toMatchObject({ code: 'LAB_LOGIN_FAILED' });
  expect(await logIn(contender, {}, variation, answering(500, ''))).toBeNull();
});
