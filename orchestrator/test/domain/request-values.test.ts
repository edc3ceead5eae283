import { describe, expect, it } from 'vitest';
import { checkRequests } from '../../src/domain/check-requests.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { dataOf } from '../../src/domain/request-schema.ts';
import { NO_VALUES, type RequestValues } from '../../src/domain/request-values.ts';
import { concreteRequests } from '../../src/domain/request-wire.ts';
import type { RequestSpec } from '../../src/domain/scenario.ts';

const spec = (more: Partial<RequestSpec>): RequestSpec => ({
  name: 'a',
  weight: 1,
  method: 'POST',
  path: '/',
  headers: {},
  expect: { statuses: [] },
  ...more,
});
const values: RequestValues = {
  environment: { KEY: 'k"1' },
  token: 'tö',
  data: { name: 'users', columns: ['name'], rows: [['a b&{id}'], ['"c"']] },
};
const made = (more: Partial<RequestSpec>, given = values) => {
  let next = 1_000_000_000;
  return concreteRequests(spec(more), 'host:1', {
    random: seededRandom(1),
    values: given,
    number: () => next++,
  });
};

describe('placeholders', () => {
  it('are filled by place, one request a row, and no value is looked through again', () => {
    const [first, second, ...more] = made({
      path: '/u/{users.name}?x={x}',
      headers: { Authorization: 'Bearer {token}', 'Content-Type': 'application/json' },
      body: `{"name":"{users.name}","key":"\${KEY}","not":"$\${KEY}"}`,
    });
    expect(more).toEqual([]);
    expect(first?.path).toBe('/u/a%20b%26%7Bid%7D?x={x}');
    expect(first?.headers['Authorization']).toBe('Bearer tö');
    expect(JSON.parse(String(first?.body))).toEqual({ name: 'a b&{id}', key: 'k"1', not: `\${KEY}` });
    expect(JSON.parse(String(second?.body))).toMatchObject({ name: '"c"' });
    // Heads are latin1, bodies UTF-8.
    expect(first?.wire.toString('latin1')).toContain('Authorization: Bearer tö\r\n');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(made({ headers: form, body: 'n={users.name}' })[0]?.body).toBe('n=a+b%26%7Bid%7D');
    expect(made({ body: 'n={users.name}' })[0]?.body).toBe('n=a b&{id}');
  });

  it('are as wide as the names that files make, and leave every other brace', () => {
    const data = { name: dataOf({ csv: 'a/2024-Users é.csv' }).name, columns: ['n'], rows: [['1']] };
    expect(data.name).toBe('2024-users--');
    expect(made({ path: '/{2024-users--.n}' }, { ...values, data })[0]?.path).toBe('/1');
    const text = '{a} {1.5} {A} { user.name } {"a.b":1} {a.b.c}';
    expect(made({ body: text, headers: { 'Content-Type': 'text/plain' } })[0]?.body).toBe(text);
  });

  it('make 64 requests of an id and one of a number, whose places are known', () => {
    expect(made({ path: '/{id}' })).toHaveLength(64);
    const [request, ...more] = made({ path: '/{counter}', body: '{"n":{counter}}' });
    expect(more).toEqual([]);
    expect(request?.path).toBe('/1000000000');
    const places = request?.counter.map((at) => request.wire.toString('latin1', at, at + 10));
    expect(places).toEqual(['1000000000', '1000000000']);
  });

  it.each([
    [{ body: '{users.nme}' }, values, 'no such column'],
    [{ body: '{user.name}' }, values, 'no such column'],
    [{ path: '/{Users.0}' }, values, 'no such column'],
    [{ path: '/{users.name}' }, NO_VALUES, 'the scenario has no data'],
    [{ headers: { A: '{token}' } }, NO_VALUES, 'the scenario does not log in'],
    [{ body: `\${NOT_SET}` }, values, 'needs NOT_SET of the environment'],
    [{ headers: { A: '{token}' } }, { ...values, token: 'a\r\nB: c' }, 'cannot stand in a header'],
  ])('%j that cannot be filled is said', (more, given, why) => {
    expect(() => made(more, given)).toThrow(why);
  });

  it('are checked before anything starts, log-in and size too', () => {
    const login = { request: spec({ body: `\${NOT_SET}` }), token: 'a' };
    expect(() => checkRequests({ requests: [spec({})], login }, values)).toThrow('NOT_SET');
    const withToken = [spec({ headers: { A: '{token}' } })];
    expect(() => checkRequests({ requests: withToken }, NO_VALUES)).toThrow('does not log in');
    const known = { request: spec({}), token: 'a' };
    expect(() => checkRequests({ requests: withToken, login: known }, NO_VALUES)).not.toThrow();
    const large = [spec({ body: `{users.name}${'x'.repeat(5 * 1024 * 1024)}` })];
    expect(() => checkRequests({ requests: large }, values)).toThrow('10.0 MB');
  });
});
