import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identify } from '../../src/adapters/host/process-identity.ts';
import { expectError, expectNothingLeft, jsonOf, LabHome, SLOW, until } from './lab-cli.ts';

const RUN = ['run', '--scenario', 'tiny.yaml', '--output', 'plain'];
const ONE = { rates: [100] } as const;

describe.concurrent('two labs on one machine', SLOW, () => {
  it('the second is refused with the name of the first, which goes on undisturbed', async () => {
    await using home = new LabHome({ rates: [100, 150, 200, 250], stepS: 8 });
    const first = home.start(RUN);
    await first.says('starting');
    const [second, attack, cleaned] = await Promise.all([
      home.lab([...RUN, '--out', 'elsewhere']),
      home.lab(['attack', 'http://127.0.0.1:9/', '--output', 'json']),
      home.lab(['clean', '--output', 'json']),
    ]);
    const says = [`pid ${first.pid}`, 'run tiny', '--server-cpus'];
    expectError(second, { exit: 3, code: 'LAB_CPUS_BUSY', says });
    expectError(attack, { exit: 3, code: 'LAB_CPUS_BUSY', says });
    expect(jsonOf(attack.stdout)).toMatchObject({ kind: 'error', code: 'LAB_CPUS_BUSY', exitCode: 3 });
    expect([cleaned.code, jsonOf(cleaned.stdout)], 'a living lab is left alone').toEqual([0, []]);
    await first.says('warm-up');
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    expect(home.record()).toMatchObject({
      state: 'interrupted',
      launches: [{ contract: 'verified-before' }],
    });
  });

  it('locks of a lab that is gone are taken over', async () => {
    await using home = new LabHome(ONE);
    mkdirSync(home.state);
    for (let cpu = 0; cpu < availableParallelism(); cpu++) {
      // This very pid, but of another process: it started at another time.
      const owner = { ...identify(process.pid), startTicks: 1 };
      writeFileSync(
        join(home.state, `cpu-${cpu}.lock`),
        JSON.stringify({ cpu, owner, purpose: 'x', sinceMs: 1 }),
      );
    }
    const { code, stderr, lab } = await home.lab(RUN);
    expect([0, 5], stderr).toContain(code);
    await expectNothingLeft(lab);
    expect(readdirSync(home.state).filter((name) => /lock|watched/.test(name))).toEqual([]);
  });
});

describe.concurrent('clean', SLOW, () => {
  it('ends what a lab that is gone left running, says so, and touches nothing else', async () => {
    await using home = new LabHome();
    const bystander = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const leftover = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    try {
      await until(() => leftover.pid !== undefined && identify(leftover.pid).startTicks !== null);
      mkdirSync(home.state);
      const gone = { ...identify(process.pid), startTicks: 1 };
      const group = { leader: identify(leftover.pid as number), what: 'sleep 60' };
      writeFileSync(
        join(home.state, `watched-${gone.pid}.json`),
        JSON.stringify({ lab: gone, groups: [group] }),
      );

      const doctor = await home.lab(['doctor', '--output', 'json']);
      expect(jsonOf(doctor.stdout)).toContainEqual(
        expect.objectContaining({ id: 'leftovers', severity: '!' }),
      );
      const first = await home.lab(['clean']);
      expect([first.code, first.stdout]).toEqual([0, `ended process ${leftover.pid}  sleep 60\n`]);
      await until(() => leftover.signalCode !== null);
      const again = await home.lab(['clean']);
      expect([again.code, again.stdout, again.stderr]).toEqual([0, 'nothing was left running\n', '']);
      expect(bystander.signalCode).toBeNull();
    } finally {
      bystander.kill('SIGKILL');
      leftover.kill('SIGKILL');
    }
  });
});

describe.concurrent('too little of something', SLOW, () => {
  const limited = (limit: string) => ({
    through: (command: readonly string[]) => ['sh', '-c', `${limit}; exec "$@"`, 'sh', ...command],
  });

  it('file descriptors: how many are needed, and what to do', async () => {
    await using home = new LabHome();
    const ended = await home.run([], limited('ulimit -n 64'));
    expectError(ended, { exit: 3, code: 'LAB_FD_LIMIT', says: ['64 are allowed', 'ulimit -n 164'] });
    expect(home.runs()).toEqual([]);
    const doctor = await home.lab(['doctor', '--output', 'json'], limited('ulimit -n 64'));
    expect(doctor.code).toBe(3);
    expect(jsonOf(doctor.stdout)).toContainEqual(expect.objectContaining({ id: 'fds', severity: '✗' }));
    const attack = await home.lab(
      ['attack', 'http://127.0.0.1:9/', '--connections', '5000'],
      limited('ulimit -n 1024'),
    );
    expectError(attack, { exit: 3, code: 'LAB_FD_LIMIT', says: ['--connections 924'] });
  });

  it.skipIf(process.platform !== 'linux')(
    'ephemeral ports: which there are, and what to do',
    async (context) => {
      await using home = new LabHome();
      // A network namespace has a range of its own, so nobody else's is touched.
      const narrow = {
        through: (command: readonly string[]) => [
          'unshare',
          '-n',
          'sh',
          '-c',
          'echo 40000 40100 > /proc/sys/net/ipv4/ip_local_port_range && exec "$@"',
          'sh',
          ...command,
        ],
      };
      const ended = await home.run([], narrow);
      if (/unshare|ip_local_port_range: /.test(ended.stderr))
        return context.skip('this user may not unshare');
      expectError(ended, {
        exit: 3,
        code: 'LAB_PORTS_EXHAUSTED',
        says: ['40000 to 40100', '--connections 50'],
      });
    },
  );
});

describe.concurrent('doctor', SLOW, () => {
  it('is a table of checks with what to do, and one document of the same', async () => {
    await using home = new LabHome();
    const text = await home.lab(['doctor']);
    const json = await home.lab(['doctor', '--output', 'json']);
    expect([text.code, json.code, text.stderr, json.stderr]).toEqual([0, 0, '', '']);
    const checks = jsonOf(json.stdout) as {
      title: string;
      severity: string;
      found: string;
      wanted: string;
      fix: string | null;
    }[];
    for (const check of checks) {
      expect(text.stdout).toContain(check.title);
      expect(check.found).not.toBe('');
      if (check.severity === '!' || check.severity === '✗') expect(check.fix, check.title).toMatch(/\S/);
    }
    expect(readdirSync(home.folder), 'it changes nothing').not.toContain('results');
  });
});

describe.concurrent('list', SLOW, () => {
  it('shows the runs there are, and one that cannot be read does not hide the others', async () => {
    await using home = new LabHome(ONE);
    const none = await home.lab(['list']);
    expect([none.code, none.stdout]).toEqual([0, 'no runs yet: npm run lab -- --scenario ramp\n']);
    expect(jsonOf((await home.lab(['list', '--output', 'json'])).stdout)).toEqual([]);
    await home.lab(RUN);
    const [whole = ''] = home.runs();
    const broken = join(home.results, '20200101-000000-broken-aaaa');
    const newer = join(home.results, '20200101-000001-newer-aaaa');
    for (const folder of [broken, newer]) mkdirSync(folder);
    writeFileSync(join(broken, 'run.json'), '{"schema": 1, "id":');
    copyFileSync(join(whole, 'run.json'), join(newer, 'run.json'));
    writeFileSync(
      join(newer, 'run.json'),
      readFileSync(join(newer, 'run.json'), 'utf8').replace('"schema": 1', '"schema": 999'),
    );
    const { stdout, stderr, code } = await home.lab(['list']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/20200101-000000-broken-aaaa +unreadable/);
    expect(stdout).toMatch(/20200101-000001-newer-aaaa +unreadable .*newer lab/);
    expect(stdout).toMatch(/-tiny-\w{4} +finished/);
    const json = await home.lab(['list', '--output', 'json']);
    expect(jsonOf(json.stdout)).toMatchObject([
      { record: null },
      { record: null },
      { problem: null, record: { state: 'finished' } },
    ]);
    const resumed = await home.lab(['run', '--resume', '20200101-000000-broken-aaaa']);
    expectError(resumed, { exit: 7, code: 'LAB_RECORD_UNREADABLE', says: ['broken-aaaa/run.json'] });
  });
});
