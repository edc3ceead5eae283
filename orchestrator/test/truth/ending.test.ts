import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  expectError,
  expectNoStack,
  expectNothingLeft,
  jsonOf,
  LabHome,
  SLOW,
  until,
} from '../e2e/lab-cli.ts';

const STEP_1_DONE = /step 1 · 100\/s (held|failed|undecided|invalid)/;
/** Enough steps after the first that a test which is slow to see it still finds the run going on. */
const LONG = { rates: [100, 150, 200, 250, 300], stepS: 1 } as const;

describe.concurrent('a lab that is killed', SLOW, () => {
  it('leaves nothing running after 5 s, keeps every finished step, and --resume repeats none', async () => {
    await using home = new LabHome(LONG);
    const lab = home.start(['run', '--scenario', 'tiny.yaml', '--output', 'plain', '--seed', '7']);
    await lab.says(STEP_1_DONE);
    await until(() => home.stepsKept() > 0);
    const sizeOfRecord = home.record().steps.length;
    lab.look();
    process.kill(lab.pid, 'SIGKILL');
    await expectNothingLeft(lab, 5000);
    const killed = home.record();
    expect(killed.state).toBe('running');
    expect(killed.steps.length).toBeGreaterThanOrEqual(sizeOfRecord);

    const list = await home.lab(['list']);
    expect(list.stdout).toContain(killed.id);
    const resumed = await home.lab(['run', '--resume', '--output', 'json']);
    expect([0, 5], resumed.stderr).toContain(resumed.code);
    const record = home.record();
    expect(jsonOf(resumed.stdout)).toEqual(record);
    expect(home.runs(), 'no second run').toHaveLength(1);
    expect(record).toMatchObject({ id: killed.id, state: 'finished', seed: 7 });
    expect(record.launches.map(({ state }) => state)).toEqual(['interrupted', 'ok']);
    // What was finished stands as it was, and no rate of it that was settled is offered again.
    const settled = killed.steps.filter(({ verdict }) => verdict !== 'invalid');
    for (const step of settled) {
      const same = record.steps.filter((one) => one.index === step.index);
      expect(same.filter((one) => one.attempt === step.attempt)).toEqual([step]);
      expect(same.some((one) => one.attempt > step.attempt)).toBe(false);
    }
    expect(new Set(record.steps.map(({ ratePerSec }) => ratePerSec))).toEqual(new Set(LONG.rates));
    await expectNothingLeft(resumed.lab);

    const again = await home.lab(['run', '--resume', record.id]);
    expectError(again, { exit: 2, code: 'LAB_RESUME_DIFFERS' });
    expect(home.record()).toEqual(record);
  });
});

describe.concurrent('a lab that is told to stop', SLOW, () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s: stops, saves, exits 130', async (signal) => {
    await using home = new LabHome(LONG);
    const lab = home.start(['run', '--scenario', 'tiny.yaml', '--output', 'json', '--out', 'results']);
    await until(() => home.stepsKept() > 0, 40_000);
    lab.child.kill(signal);
    // npm and the terminal may both pass one key press on.
    lab.child.kill(signal);
    const ended = await lab.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expect(ended.stderr).toContain(`${signal}: stopping`);
    expect(ended.stderr).not.toContain('forced');
    expectNoStack(ended.stderr);
    expect(jsonOf(ended.stdout)).toEqual(home.record());
    expect(home.record()).toMatchObject({ state: 'interrupted', launches: [{ state: 'interrupted' }] });
    expect(home.record().steps.length).toBeGreaterThan(0);
    await expectNothingLeft(lab);
  });

  it('twice: forces the exit, says what cleans up, and its reaper ends the rest', async () => {
    await using home = new LabHome({ ...LONG, stepS: 5 });
    const lab = home.start(['run', '--scenario', 'tiny.yaml', '--output', 'plain']);
    await lab.says('warm-up');
    // SIGSTOP holds what the lab waits for, so that the first signal cannot have ended it yet.
    const [contender] = readWatched(home.state);
    process.kill(contender as number, 'SIGSTOP');
    lab.child.kill('SIGINT');
    await lab.says('once more forces');
    await new Promise((done) => setTimeout(done, 400));
    lab.child.kill('SIGINT');
    const ended = await lab.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expect(ended.stderr).toMatch(/forced\. npm run lab -- clean/);
    await expectNothingLeft(lab, 8000);
  });

  it('while it prepares: at once, with nothing left and nothing written', async () => {
    await using home = new LabHome(LONG);
    // A catalogue entry in TypeScript is bundled first; a thousand imports take a while.
    slowToBundle(home);
    const lab = home.start(['run', '--scenario', 'tiny.yaml', '--output', 'plain']);
    await lab.says('building the contenders');
    lab.child.kill('SIGINT');
    const ended = await lab.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expectError(ended, { exit: 130, code: 'LAB_INTERRUPTED' });
    expect(home.runs()).toEqual([]);
    await expectNothingLeft(lab);
    const locks = readdirSync(home.state).filter((name) => name.endsWith('.lock'));
    expect(locks).toEqual([]);
  });

  it('during an attack: the document says interrupted, the counts add up', async () => {
    await using home = new LabHome();
    const lab = home.start([
      'attack',
      'http://127.0.0.1:9/',
      '--duration',
      '30s',
      '--output',
      'json',
      '--rate',
      '20',
    ]);
    await until(() => lab.started >= 2, 40_000);
    await new Promise((done) => setTimeout(done, 2500));
    lab.child.kill('SIGINT');
    const ended = await lab.ended;
    expect(ended.code, ended.stderr).toBe(130);
    const { state, step } = jsonOf(ended.stdout) as { state: string; step: Record<string, number> };
    expect(state).toBe('interrupted');
    expect(step['planned']).toBe((step['sent'] ?? 0) + (step['unsent'] ?? 0) + (step['dropped'] ?? 0));
    await expectNothingLeft(lab);
  });
});

describe.concurrent('results that cannot be written', SLOW, () => {
  it('are noticed before anything starts when a file stands in the way', async () => {
    await using home = new LabHome();
    writeFileSync(home.path('taken'), 'a file');
    const ended = await home.run(['--out', 'taken/here']);
    expectError(ended, {
      exit: 7,
      code: 'LAB_RESULTS_NOT_WRITABLE',
      says: ['taken is not a folder', '--out'],
    });
    expect(ended.lab.survivors()).toEqual([]);
    expect(readFileSync(home.path('taken'), 'utf8')).toBe('a file');
    const doctor = await home.lab(['doctor', '--out', 'taken', '--output', 'json']);
    expect(doctor.code).toBe(3);
    expect(jsonOf(doctor.stdout)).toContainEqual(expect.objectContaining({ id: 'results', severity: '✗' }));
  });

  it('are noticed before anything starts when the disk is read-only or full', async (context) => {
    await using home = new LabHome();
    using disk = smallDisk(home.path('disk'), 25);
    if (disk === null) return context.skip('this user may not mount a file system');
    execFileSync('mount', ['-o', 'remount,ro', disk.folder]);
    const readOnly = await home.run(['--out', 'disk/results']);
    expectError(readOnly, { exit: 7, code: 'LAB_RESULTS_NOT_WRITABLE', says: ['EROFS'] });
    execFileSync('mount', ['-o', 'remount,rw', disk.folder]);
    writeFileSync(join(disk.folder, 'fill'), Buffer.alloc(20 * 1024 ** 2));
    const full = await home.run(['--out', 'disk/results']);
    expectError(full, { exit: 7, code: 'LAB_STORE_FULL', says: ['MB are free'] });
  });

  it('end a run whose disk fills up, and every finished step is kept', async (context) => {
    await using home = new LabHome(LONG);
    using disk = smallDisk(home.path('disk'), 25);
    if (disk === null) return context.skip('this user may not mount a file system');
    const lab = home.start(['run', '--scenario', 'tiny.yaml', '--output', 'plain', '--out', 'disk/results']);
    await lab.says(STEP_1_DONE);
    // Page by page: a rest of up to 64 kB would still hold a record.
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk.folder, 'fill')}`, 'bs=4k', 'count=16000']);
    const ended = await lab.ended;
    expectError(ended, { exit: 7, code: 'LAB_STORE_FULL', says: ['no room left', '--resume'] });
    await expectNothingLeft(lab);
    const [folder = ''] = readdirSync(join(disk.folder, 'results')).filter((name) => /^\d/.test(name));
    const record = home.record(join(disk.folder, 'results', folder));
    expect(record.steps.length).toBeGreaterThan(0);
    execFileSync('rm', [join(disk.folder, 'fill')]);
    const resumed = await home.run(['--resume', '--out', 'disk/results']);
    expect([0, 5], resumed.stderr).toContain(resumed.code);
    const after = home.record(join(disk.folder, 'results', folder));
    expect(after).toMatchObject({ id: record.id, state: 'finished' });
    expect(after.steps.slice(0, record.steps.length).map(({ startedAt }) => startedAt)).toEqual(
      record.steps.map(({ startedAt }) => startedAt),
    );
  });
});

/** Leaders of what the lab of this state folder watches, in the order they were started. */
function readWatched(state: string): number[] {
  const [file = ''] = readdirSync(state).filter((name) => name.startsWith('watched-'));
  const { groups } = JSON.parse(readFileSync(join(state, file), 'utf8')) as {
    groups: { leader: { pid: number } }[];
  };
  return groups.map(({ leader }) => leader.pid);
}

function slowToBundle(home: LabHome): void {
  const names = Array.from({ length: 1500 }, (_, i) => `part-${i}.ts`);
  for (const name of names)
    writeFileSync(home.path(name), `export const a = ${JSON.stringify('x'.repeat(5000))};\n`);
  writeFileSync(
    home.path('odd.ts'),
    names.map((name, i) => `import { a as a${i} } from './${name}';\nconsole.log(a${i});`).join('\n'),
  );
  const catalogue = readFileSync(home.path('contenders.yaml'), 'utf8');
  writeFileSync(home.path('contenders.yaml'), catalogue.replaceAll('odd-contender.mjs', 'odd.ts'));
}

/** A file system of a few MB, where this user may mount one. */
function smallDisk(folder: string, sizeMb: number): (Disposable & { readonly folder: string }) | null {
  mkdirSync(folder, { recursive: true });
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m`, 'none', folder]);
  if (mounted.status !== 0) return null;
  return {
    folder,
    [Symbol.dispose]: () => {
      if (existsSync(folder)) execFileSync('umount', ['-l', folder]);
    },
  };
}
