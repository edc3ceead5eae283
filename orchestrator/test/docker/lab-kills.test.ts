import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { seededRandom } from '../../src/domain/random.ts';
import { expectNoStack, type RunningLab } from '../e2e/lab-cli.ts';
import { containerOf, DockerHome, LAB, nothingLeftOf, objectsOf } from './lab-home.ts';

/** LAB_TEST_KILLS=20 before a release; a seed that failed is tried again with LAB_TEST_SEED. */
const KILLS = Number(process.env['LAB_TEST_KILLS'] || 4);
const SEED = Number(process.env['LAB_TEST_SEED'] || Date.now() % 2 ** 32);
/** Images looked at, network, probe, contender, warm-up, steps: all of it is over within this. */
const RUN_MS = 11_000;
const MAX_KILL_MS = 25_000;

describe('kill -9 of a lab', { timeout: 60_000 + KILLS * MAX_KILL_MS }, () => {
  it(`at ${KILLS} random moments: nothing is left, no finished step lost, the next run begins at once`, async () => {
    process.stdout.write(`kills of seed ${SEED}\n`);
    const random = seededRandom(SEED);
    const killed: RunningLab[] = [];
    for (let i = 0; i < KILLS; i += 1) {
      await using home = new DockerHome({ contenders: ['works'], stepS: 1 });
      const lab = await home.begin();
      await systemClock.sleep(random() * RUN_MS);
      lab.look();
      lab.child.kill('SIGKILL');
      await nothingLeftOf(lab, 10_000);
      const { signal, stderr } = await lab.ended;
      expectNoStack(stderr);
      const told = stderr.match(/ step \d · /g)?.length ?? 0;
      expect(home.stepsKept(), stderr).toBeGreaterThanOrEqual(told);
      if (signal === 'SIGKILL' && home.runs().length > 0) expect(home.record().state).not.toBe('failed');
      killed.push(lab);
    }
    await using home = new DockerHome({ contenders: ['works'], rates: [200], stepS: 1 });
    const next = await home.complete();
    expect([0, 5], next.stderr).toContain(next.code);
    expect(next.stderr).not.toContain('an earlier lab had left');
    // What was on its way to the engine when a lab died has come true by now, if it ever does.
    for (const lab of [...killed, next.lab]) await nothingLeftOf(lab, 100);
  });

  it('together with its reaper: the next start sweeps what is left, and says so', async () => {
    await using home = new DockerHome({ contenders: ['works'], rates: [200] });
    const lab = await home.begin();
    await home.inStep(lab);
    killReaperOf(lab);
    lab.child.kill('SIGKILL');
    await lab.ended;
    const left = (await objectsOf(lab)).map(({ name }) => name);
    expect(left.filter((name) => !/-(network|cpu-\d+)$/.test(name))).toHaveLength(3);

    const next = home.start(['run', '--scenario', 'tiny.yaml', '--output', 'plain']);
    const { code, stderr } = await next.ended;
    expect([0, 5], stderr).toContain(code);
    for (const name of left)
      expect(stderr).toMatch(new RegExp(`an earlier lab had left \\w+ ${name}; it was ended`));
    await nothingLeftOf(lab);
    await nothingLeftOf(next);
  });
});

describe('Ctrl-C', LAB, () => {
  it('once: stops, saves, removes, exits 130', async () => {
    await using home = new DockerHome({ contenders: ['works'] });
    const lab = await home.begin();
    await home.inStep(lab, 2);
    lab.child.kill('SIGINT');
    const { code, stderr } = await lab.ended;
    expect(code, stderr).toBe(130);
    expectNoStack(stderr);
    // In order: removed by the lab itself, before it went.
    expect(await objectsOf(lab)).toEqual([]);
    await nothingLeftOf(lab);
    const { state, launches, steps } = home.record();
    expect(state).toBe('interrupted');
    expect(launches).toMatchObject([{ state: 'interrupted' }]);
    expect(steps.filter(({ final }) => final)).toMatchObject([{ index: 1 }]);
  });

  it('twice: exits at once, and clean removes the rest', async () => {
    await using home = new DockerHome({ contenders: ['works'] });
    const lab = await home.begin();
    await home.inStep(lab);
    // Without its reaper, so that something is left; and stopped, so that the first one takes a while.
    killReaperOf(lab);
    const { engine, id } = await containerOf(lab, 'contender');
    await engine.killContainer(id, 'SIGSTOP');
    lab.child.kill('SIGINT');
    await lab.says('once more forces');
    await systemClock.sleep(400);
    lab.child.kill('SIGINT');
    const ended = await lab.ended;
    expect(ended.code, ended.stderr).toBe(130);
    expect(ended.stderr).toMatch(/forced\. npm run lab -- clean/);
    const left = await objectsOf(lab);
    expect(left.map(({ id }) => id)).toContain(id);
    const cleaned = await home.lab(['clean']);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    for (const { name } of left) expect(cleaned.stdout).toMatch(new RegExp(`ended \\w+ ${name} `));
    await nothingLeftOf(lab);
    const again = await home.lab(['clean', '--output', 'json']);
    expect(again.stdout.trim()).toBe('[]');
  });
});

/** The reaper of a lab, which `kill -9` of the lab alone never reaches. */
function killReaperOf(lab: RunningLab): void {
  lab.look();
  const reapers = lab.survivors().filter((pid) => commandLine(pid).includes('docker-reaper-process'));
  expect(reapers).toHaveLength(1);
  for (const pid of reapers) process.kill(pid, 'SIGKILL');
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
