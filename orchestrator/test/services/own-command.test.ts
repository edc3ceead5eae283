import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readData } from '../../src/adapters/files/data-file.ts';
import { groupMembers } from '../../src/adapters/host/process-tree.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import type { LabError } from '../../src/domain/errors.ts';
import { lacksSecrets } from '../../src/domain/redact-scenario.ts';
import { expectError, expectNothingLeft, LabHome, SLOW } from '../e2e/lab-cli.ts';
import { LabFixture, spec, until } from '../process/lab-fixture.ts';

const SHOP = `
description: A shop with a log-in, users and orders.
service:
  command: node shop.mjs
  env: { SHOP_PASSWORD: '\${SHOP_PASSWORD}' }
  ready: /health
  reset: ['node', '-e', 'fs.writeFileSync("orders.json", "[]"); console.log("emptied")']
login:
  request: { path: /login, body: '{"user":"bench","password":"\${SHOP_PASSWORD}"}' }
  token: data.access_token
data: { csv: users.csv }
rates: [60]
step: { duration: 1s, leadIn: 500ms }
warmUp: { rate: 40, min: 1s, max: 1s }
blocks: 2
requests:
  - { name: user, path: '/users/{users.name}', headers: { Authorization: 'Bearer {token}' } }
  - { name: time, path: /time }
  - name: order
    method: POST
    path: /orders
    headers: { Authorization: 'Bearer {token}', Idempotency-Key: '{counter}' }
    body: '{"number": {counter}, "user": "{users.name}"}'
`;
const USERS = 'name,age\r\nAda,36\r\n"Grace ""Amazing"" Hopper",85\r\n"Zoë, of Zürich",30\r\n';
const PASSWORD = 'open "sesame"';

function shopHome(scenario = SHOP): LabHome {
  const home = new LabHome();
  copyFileSync(join(import.meta.dirname, 'fixtures', 'shop.mjs'), home.path('shop.mjs'));
  writeFileSync(home.path('users.csv'), USERS);
  writeFileSync(home.path('shop.yaml'), scenario);
  return home;
}

/** What each start of the shop saw, by its own count. */
function stopped(home: LabHome): { readonly orders: number; readonly refused: unknown[] }[] {
  const files = readdirSync(home.folder).filter((name) => name.startsWith('stopped-'));
  return files.map((name) => JSON.parse(readFileSync(home.path(name), 'utf8')));
}

describe('a service of one’s own', SLOW, () => {
  it('is let in, given its rows and numbers, and put back before each launch', async () => {
    await using home = shopHome();
    const ended = await home.lab(['--scenario', 'shop.yaml', '--output', 'plain'], {
      env: { SHOP_PASSWORD: PASSWORD },
    });
    const record = home.record();
    expect(record.launches, ended.stderr).toMatchObject([
      { contender: 'shop', state: 'ok', contract: 'verified' },
      { contender: 'shop', state: 'ok', contract: 'verified' },
    ]);
    expect(record.launches[0]?.notes).toContain(
      'time: its body changes between calls, so only its status counts',
    );
    // What the shop says: nobody was refused, and nothing was left by the launch before.
    const starts = stopped(home);
    expect(starts).toMatchObject([{ refused: [] }, { refused: [] }]);
    // However little a busy machine let through: what was sent was right, and more than verification was.
    for (const step of record.steps) expect(step).toMatchObject({ errors: 0, timeouts: 0, ok: step.sent });
    expect(record.steps.reduce((sum, { ok }) => sum + ok, 0)).toBeGreaterThan(0);
    expect(starts.every(({ orders }) => orders > 2 * 3)).toBe(true);
    const [folder = ''] = home.runs();
    expect(readFileSync(join(folder, 'logs', 'shop-1-reset.log'), 'utf8')).toBe('emptied\n');
    // Neither password nor token is anywhere, and no row of the data.
    for (const name of ['run.json', 'plan.json', 'events.ndjson', 'summary.md', 'report.html']) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(text, name).not.toMatch(/sesame|token-\d|Amazing/);
    }
    expect(record.scenario.data?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(record.scenario.requests[0]?.headers).toEqual({ Authorization: 'Bearer {token}' });
    expect(record.supplyAgain).toEqual(['body of the log-in']);
    await expectNothingLeft(ended.lab);

    // It can be done again with its file, and with other data it would not be the same run.
    expect(lacksSecrets(record.scenario)).toBe(true);
    const { data } = record.scenario;
    if (data === undefined) throw new Error('no data in the record');
    expect((await readData(data)).rows).toHaveLength(3);
    writeFileSync(home.path('users.csv'), 'name\nEve\n');
    await expect(readData(data)).rejects.toThrow('it is not the file that the run was made with');
  });

  it('that cannot be run says what is wrong, and nothing is started', async () => {
    await using home = shopHome();
    expectError(await home.lab(['--scenario', 'shop.yaml', '--output', 'plain']), {
      exit: 2,
      code: 'LAB_SECRETS_MISSING',
      says: ['SHOP_PASSWORD', 'not set'],
    });
    expect(home.runs()).toEqual([]);
    writeFileSync(home.path('shop.yaml'), SHOP.replace('fs.writeFileSync', 'process.exit(4); fs.x'));
    const refused = await home.lab(['--scenario', 'shop.yaml', '--output', 'plain'], {
      env: { SHOP_PASSWORD: PASSWORD },
    });
    expectError(refused, {
      exit: 4,
      code: 'LAB_RESET_FAILED',
      says: ['exited (code 4), so shop was not started', /-reset\.log/],
    });
    expect(existsSync(home.path('orders.json'))).toBe(false);
    await expectNothingLeft(refused.lab);
  });
});

const serves = (listen: string): string =>
  `require('node:http').createServer((q, r) => r.end('ok')).${listen}`;
const evaluated = (id: string, script: string, reset?: readonly string[]): ContenderSpec => {
  const launch = { command: ['node', '-e', script], ...(reset === undefined ? {} : { reset }) };
  return { ...spec(id, launch), readinessPath: '/' };
};

describe('a service that does not do what it was told', SLOW, () => {
  let lab: LabFixture;
  beforeEach(() => {
    lab = new LabFixture();
  });
  afterEach(() => lab.end());
  const failure = (one: ContenderSpec, readyTimeoutMs = 5000): Promise<LabError> =>
    lab.start(one, { readyTimeoutMs }).then(
      () => Promise.reject(new Error('it started')),
      (error: LabError) => error,
    );

  it('listens on ::1 alone, on another port, or nowhere: the error says where, and how to wait longer', async () => {
    const [six, other, nowhere] = await Promise.all([
      failure(evaluated('six', serves("listen(process.env.PORT, '::1')"))),
      failure(evaluated('other', serves('listen(0)'))),
      failure(evaluated('nowhere', 'setInterval(() => {}, 1000)')),
    ]);
    expect(six.seen.join()).toMatch(/it listens on \[::1\]:\d+ alone, and not on 127/);
    expect(six.fix.join()).toContain('--ready-timeout 60s');
    expect(other.seen.join()).toMatch(/it listens on port \d+, and not on 127/);
    expect(nowhere.seen.join()).toContain('it listens on no port; it was told PORT=');
    expect(lab.watched.size).toBe(0);
  });

  it('cannot be started: no such program, no such folder', async () => {
    const program = await failure(spec('none', { command: ['no-such-program'] }));
    expect(program.seen.join()).toMatch(/no-such-program.*(No such file|ENOENT)/);
    expect(program.fix.join()).not.toContain('--scenario smoke');
    const folder = await failure(spec('lost', { cwd: '/no/such/folder' }));
    expect(folder.message).toBe('The folder lost is to be started in is not there.');
  });

  it('forks, and ignores SIGTERM: all of it is counted, and ended', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); if (process.argv[1] === 'child') setInterval(() => {}, 1000);
      else { require('node:child_process').spawn(process.execPath, ['-e', process.env.SELF, 'child']); ${serves('listen(process.env.PORT)')} }`;
    const forking = spec('forks', { command: ['node', '-e', stubborn], env: { SELF: stubborn } });
    const running = await lab.start({ ...forking, readinessPath: '/' });
    const [pid = 0] = lab.watched;
    await until(() => (groupMembers(pid) ?? []).length === 2);
    expect(await running.sampleResources()).toMatchObject({ processes: 2, workers: [] });
    await running.stop();
    expect(groupMembers(pid)).toEqual([]);
    expect(lab.watched.size).toBe(0);
  });

  it('is not started where its reset fails, or does not end', async () => {
    const started = lab.effects.length;
    const signal = AbortSignal.timeout(1500);
    const endless = evaluated('endless', serves('listen(process.env.PORT)'), ['sleep', '60']);
    await expect(lab.start(endless, { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
    const failing = await failure(
      evaluated('failing', '', ['node', '-e', 'console.error("no db"); process.exit(2)']),
    );
    expect([failing.code, failing.message]).toEqual([
      'LAB_RESET_FAILED',
      'The reset command of failing exited (code 2), so failing was not started.',
    ]);
    expect(failing.seen.join()).toContain('no db');
    expect(lab.effects.slice(started)).toEqual(['watch', 'forget', 'watch', 'forget']);
    expect(lab.watched.size).toBe(0);
  });
});
