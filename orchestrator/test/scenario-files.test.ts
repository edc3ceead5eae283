import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScenarios, loadScenario } from '../src/adapters/files/scenario-files.ts';
import { LabError } from '../src/domain/errors.ts';
import { timePlan } from '../src/domain/time-plan.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'scenarios');

const GOOD = `contenders: [koa]
rates: [100]
step: { duration: 5s }
warmUp: { rate: 50 }
requests:
  - name: dummy
    path: /api/dummy
`;

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'scenarios-'));
});
afterAll(() => rm(scratch, { recursive: true }));

async function load(text: string) {
  const file = join(scratch, 'mine.yaml');
  await writeFile(file, text);
  return loadScenario(file, folder);
}

async function problem(text: string): Promise<string> {
  const error = await load(text).then(
    () => null,
    (e: unknown) => e,
  );
  if (!(error instanceof LabError)) throw new Error(`no LabError but ${error}`);
  expect(error.code).toBe('LAB_SCENARIO_INVALID');
  expect(error.message).toContain('mine.yaml, line ');
  const text1 = [error.message, ...error.seen.map((s) => s.join(' ')), ...error.fix].join('\n');
  return text1.replaceAll(scratch, '');
}

describe('our scenarios', () => {
  it('can all be read and say what they are for', async () => {
    const all = await listScenarios(folder);
    expect(all.map((s) => s.problem).filter((p) => p !== null)).toEqual([]);
    expect(all.map((s) => s.name)).toEqual(
      expect.arrayContaining(['mixed', 'ramp', 'smoke', 'soak', 'spike']),
    );
    for (const { scenario } of all) expect(scenario?.description.length).toBeGreaterThan(20);
  });

  it('ramp asks what the comparison asked that this project grew from', async () => {
    const ramp = await loadScenario('ramp', folder);
    expect(ramp.policy).toEqual({
      kind: 'ladder',
      ratesPerSec: [400, 1000, 5000, 9000, 10000],
      stopAfterFailed: 2,
    });
    expect(ramp.objective).toEqual({ quantile: 0.99, latencyMs: 50, errorShare: 0.001 });
    expect(ramp.step).toEqual({ durationS: 7, leadInS: 1 });
  });

  it('smoke and ramp stay within their promised times, with room for retries', async () => {
    const expectedS = async (name: string) => timePlan(await loadScenario(name, folder), 4).expectedS;
    expect(await expectedS('smoke')).toBeLessThan(42);
    expect(await expectedS('ramp')).toBeLessThan(300);
  });

  it('mixed has an order of about 1 kB that is JSON once its id is filled in', async () => {
    const mixed = await loadScenario('mixed', folder);
    const body = mixed.requests.find((r) => r.name === 'order')?.body ?? '';
    expect(() => JSON.parse(body.replaceAll('{id}', '17'))).not.toThrow();
    expect(body.length).toBeGreaterThan(900);
    expect(body.length).toBeLessThan(1200);
  });
});

describe('a scenario file', () => {
  it('needs little, the rest has defaults', async () => {
    expect(await load(GOOD)).toEqual({
      name: 'mine',
      description: '',
      contenders: ['koa'],
      objective: { quantile: 0.99, latencyMs: 50, errorShare: 0.001 },
      policy: { kind: 'ladder', ratesPerSec: [100], stopAfterFailed: 2 },
      step: { durationS: 5, leadInS: 1 },
      warmUp: { ratePerSec: 50, minS: 10, maxS: 20 },
      requests: [
        {
          name: 'dummy',
          weight: 1,
          method: 'GET',
          path: '/api/dummy',
          headers: {},
          expect: { statuses: [] },
        },
      ],
      blocks: 1,
      pacing: 'paced',
      connections: 64,
      timeoutMs: 5000,
    });
  });

  it('may name a policy instead of rates', async () => {
    const text = GOOD.replace(
      'rates: [100]',
      'policy: { kind: ladder, rates: [5, 6], stopAfterFailed: never }',
    );
    expect((await load(text)).policy).toEqual({ kind: 'ladder', ratesPerSec: [5, 6], stopAfterFailed: null });
  });

  it.each([
    [
      'an unknown key, with what is meant',
      GOOD.replace('rates:', 'ratse:'),
      /line 2: ratse: unknown key[\s\S]*did you mean rates\?/,
    ],
    [
      'an unknown key deep inside',
      GOOD.replace('path:', 'pth:'),
      /line 7: requests\[1\]\.pth: unknown key[\s\S]*allowed in requests\[1\]: name, weight, method, path/,
    ],
    ['a missing key', GOOD.replace(/warmUp.*\n/, ''), /warmUp: is missing/],
    [
      'a missing key deep inside',
      GOOD.replace('{ rate: 50 }', '{ min: 5s }'),
      /line 4: warmUp\.rate: is missing[\s\S]*rate, min, max/,
    ],
    [
      'a duration without a unit',
      GOOD.replace('5s', '5'),
      /line 3: step\.duration: write a number and a unit/,
    ],
    [
      'a duration that is none',
      GOOD.replace('5s', 'long'),
      /line 3: step\.duration: Step duration is not a duration/,
    ],
    [
      'a step too short to judge',
      GOOD.replace('5s', '900ms'),
      /line 3: step\.duration: a step lasts at least 1s/,
    ],
    [
      'a rate of 0',
      GOOD.replace('[100]', '[100, 0]'),
      /line 2: rates\[2\]: a rate is requests per second, above 0/,
    ],
    ['a rate of -1', GOOD.replace('[100]', '[-1]'), /rates\[1\]: a rate is requests per second, above 0/],
    ['a rate of NaN', GOOD.replace('[100]', '[.nan]'), /rates\[1\]: a rate is requests per second, above 0/],
    ['a rate of 1e12', GOOD.replace('[100]', '[1e12]'), /rates\[1\]: a rate .*at most 1,000,000/],
    [
      'an objective that is none',
      `objective: fast\n${GOOD}`,
      /line 1: objective: The objective cannot be read[\s\S]*p99<50ms,errors<0\.1%/,
    ],
    [
      'rates and a policy',
      `${GOOD}policy: { kind: ladder, rates: [1] }\n`,
      /line 8: policy: give either rates or a policy/,
    ],
    [
      'neither rates nor a policy',
      GOOD.replace('rates: [100]\n', ''),
      /line 1: give either rates or a policy/,
    ],
    ['a pacing that is unknown', `${GOOD}pacing: random\n`, /line 8: pacing: .*"paced"\|"poisson"/],
    [
      'two requests of one name',
      `${GOOD}  - { name: dummy, path: /x }\n`,
      /line 8: requests\[2\]\.name: the name dummy is taken/,
    ],
    [
      'a contender twice',
      GOOD.replace('[koa]', '[koa, koa]'),
      /line 1: contenders\[2\]: koa stands here twice/,
    ],
    [
      'a path without a slash',
      GOOD.replace('/api', 'api'),
      /line 7: requests\[1\]\.path: a path begins with \//,
    ],
    [
      'a header that breaks the request',
      `${GOOD}    headers: { a: "b\\r\\nc: d" }\n`,
      /headers\.a: no line breaks/,
    ],
    [
      'a hypothesis of a rate that is never tried',
      `${GOOD}hypotheses: [{ said: It breaks., contender: koa, breaks: 400 }]\n`,
      /line 8: hypotheses\[1\]\.breaks: must be one of the rates/,
    ],
    [
      'a hypothesis of nobody here',
      `${GOOD}hypotheses: [{ said: It breaks., contender: flask, breaks: 100 }]\n`,
      /hypotheses\[1\]\.contender: flask is not among the contenders/,
    ],
    [
      'a hypothesis that says no rate',
      `${GOOD}hypotheses: [{ said: It is slow., contender: koa }]\n`,
      /hypotheses\[1\]: say which rate it holds, or at which it breaks/,
    ],
    ['text that is no YAML', `${GOOD}  ]`, /line 8/],
    ['a key that stands there twice', `${GOOD}rates: [5]\n`, /line 8: Map keys must be unique/],
    ['an empty file', '', /line 1/],
    ['a list', '- a\n', /line 1/],
  ])('with %s is refused', async (_what, text, message) => {
    expect(await problem(text)).toMatch(message);
  });

  it('shows several mistakes at once', async () => {
    const text = GOOD.replace('[100]', '[0]').replace('5s', '5');
    expect(await problem(text)).toMatch(/line 2[\s\S]*line 3/);
  });
});

describe('a scenario that is not there', () => {
  it('is answered with the nearest name', async () => {
    await expect(loadScenario('rmap', folder)).rejects.toMatchObject({
      code: 'LAB_SCENARIO_UNKNOWN',
      fix: ['did you mean --scenario ramp?'],
    });
  });

  it('is answered with all names when none is near, or with the file that is missing', async () => {
    await expect(loadScenario('zzz', folder)).rejects.toMatchObject({
      seen: [['there are', expect.stringContaining('smoke')]],
    });
    await expect(loadScenario('./no/such.yaml', folder)).rejects.toMatchObject({
      code: 'LAB_SCENARIO_UNKNOWN',
      message: expect.stringContaining('./no/such.yaml'),
    });
  });

  it('does not hide others when one is broken', async () => {
    await writeFile(join(scratch, 'broken.yaml'), 'x: 1');
    await writeFile(join(scratch, 'good.yml'), GOOD);
    const listed = await listScenarios(scratch);
    expect(listed.find((s) => s.name === 'broken')?.problem).toContain('broken.yaml, line 1');
    expect(listed.find((s) => s.name === 'good')?.scenario?.contenders).toEqual(['koa']);
  });
});

describe('a service of one’s own', () => {
  const own = (service: string, contenders = ''): string =>
    `${GOOD.replace('contenders: [koa]\n', contenders)}service: ${service}\n`;

  it('is a command or a Compose file, with paths relative to the scenario', async () => {
    await writeFile(join(scratch, 'users.csv'), 'name\nAda\n');
    const text = own(
      '{ command: \'node "a b.js"\', cwd: app, port: 3000, env: { A: b }, readyTimeout: 1m, reset: make }',
    );
    const command = await load(`${text}data: { csv: users.csv }\n`);
    expect(command.contenders).toEqual(['mine']);
    expect(command.service).toEqual({
      kind: 'command',
      command: ['node', 'a b.js'],
      cwd: join(scratch, 'app'),
      port: 3000,
      env: { A: 'b' },
      readinessPath: '/api/dummy',
      readyTimeoutS: 60,
      reset: { command: ['make'], service: null },
    });
    expect(command.data).toMatchObject({ name: 'users', file: join(scratch, 'users.csv') });
    const compose = '{ compose: ../c.yml, ready: /up, reset: { service: db, command: [psql, -f, r.sql] } }';
    const named = await load(own(compose, 'contenders: [user_service, API, a.b]\n'));
    expect(named.contenders).toEqual(['user_service', 'API', 'a.b']);
    expect(named.service).toMatchObject({
      kind: 'compose',
      file: join(scratch, '..', 'c.yml'),
      readinessPath: '/up',
      port: null,
      reset: { command: ['psql', '-f', 'r.sql'], service: 'db' },
    });
  });

  it('has the time it is given in the worst case of the plan', async () => {
    const slow = await load(own('{ command: a, readyTimeout: 5m, reset: b }'));
    const usual = await load(own('{ command: a }'));
    expect(timePlan(slow, 1).worstCaseS - timePlan(usual, 1).worstCaseS).toBe(280 + 120);
  });

  it.each([
    ['{ command: a, compose: b }', '', 'service.compose: give either command or compose'],
    ['{ port: 3000 }', '', 'service.command: give either command or compose'],
    ['{ command: a | b }', '', '| needs a shell'],
    ['{ comand: a }', '', 'did you mean command?'],
    ['{ command: a, readyTimeout: 1h }', '', 'between 1s and 10m'],
    ['{ command: a, reset: { service: db, command: b } }', '', 'only with compose'],
    ['{ command: a }', 'contenders: [a, b]\n', 'a command is one contender'],
    ['{ command: a }', 'contenders: [a_b]\n', 'lower-case letters, digits and dashes'],
    ['{ compose: a.yml }', 'contenders: [../a]\n', 'the first a letter or a digit'],
    ['{ compose: a.yml }', '', 'name services of the Compose file'],
    ['{ compose: a.yml, cwd: b }', 'contenders: [a]\n', 'goes with command only'],
    ['{ command: a, port: 0 }', '', 'service.port'],
  ])('%s is refused', async (service, contenders, why) => {
    expect(await problem(own(service, contenders))).toContain(why);
  });

  it('whose data are not there says where they were looked for', async () => {
    const error = await load(`${GOOD}data: { csv: none.csv }\n`).catch((thrown: LabError) => thrown);
    expect(error).toMatchObject({ code: 'LAB_DATA_INVALID', seen: [['file', join(scratch, 'none.csv')]] });
  });
});
