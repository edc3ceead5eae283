import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError } from '../e2e/lab-cli.ts';
import { containerOf, countsAddUp, DockerHome, LAB, nothingLeftOf } from './lab-home.ts';

describe('in the middle of a step', LAB, () => {
  it('a contender is killed: its step failed, its last words shown, the next one measured', async () => {
    await using home = new DockerHome({ contenders: ['works', 'second'], rates: [200] });
    const lab = await home.begin();
    await home.inStep(lab);
    const { engine, id } = await containerOf(lab, 'contender');
    await engine.killContainer(id, 'SIGKILL');
    const ended = await lab.ended;
    const { state, launches, steps } = home.record();
    const [victim, other] = launches;
    expectError(ended, {
      exit: 4,
      code: 'LAB_CONTENDER_EXITED',
      says: [
        new RegExp(`${victim?.contender} ended \\(signal SIGKILL\\) while it was offered 200/s`),
        /last +odd contender: works/,
      ],
    });
    expect(state).toBe('finished');
    expect(victim).toMatchObject({ state: 'failed', error: { code: 'LAB_CONTENDER_EXITED' } });
    expect(steps.filter(({ contender }) => contender === victim?.contender)).toMatchObject([
      { index: 1, verdict: 'failed', reason: 'contender-died' },
    ]);
    expect(other).toMatchObject({ state: 'ok', contract: 'verified' });
    const others = steps.filter((step) => step.final && step.contender === other?.contender);
    expect(others.map(({ ratePerSec }) => ratePerSec)).toEqual([200]);
    expect(countsAddUp(steps)).toBe(true);
    await nothingLeftOf(lab);
  });

  it('a contender runs out of memory: that is what it is called, with its limit', async () => {
    await using home = new DockerHome({ contenders: ['hungry', 'works'], rates: [200] });
    const ended = await home.complete();
    expectError(ended, {
      exit: 4,
      code: 'LAB_CONTENDER_OUT_OF_MEMORY',
      says: [
        /hungry used all of its memory \(96 MB\) while it was offered 200\/s/,
        /last +hungry: eating/,
        /fix +raise mem_limit of hungry/,
      ],
    });
    const { state, launches, steps } = home.record();
    expect(state).toBe('finished');
    const of = <T extends { contender: string }>(all: readonly T[], id: string): T[] =>
      all.filter(({ contender }) => contender === id);
    expect(of(launches, 'hungry')).toMatchObject([
      { state: 'failed', error: { code: 'LAB_CONTENDER_OUT_OF_MEMORY' } },
    ]);
    expect(of(steps, 'hungry')).toMatchObject([{ verdict: 'failed', reason: 'contender-died' }]);
    expect(of(launches, 'works')).toMatchObject([{ state: 'ok' }]);
    expect(countsAddUp(steps)).toBe(true);
    await nothingLeftOf(ended.lab);
  });

  it('the generator is killed: what was finished is kept, and --resume goes on', async () => {
    await using home = new DockerHome({ contenders: ['works'] });
    const lab = await home.begin();
    await home.inStep(lab, 2);
    const { engine, id } = await containerOf(lab, 'generator');
    await engine.killContainer(id, 'SIGKILL');
    const ended = await lab.ended;
    expectError(ended, { exit: 1, code: 'LAB_GENERATOR_FAILED', says: [/broke in the middle of a step/] });
    await nothingLeftOf(lab);
    const broken = home.record();
    const kept = broken.steps.filter(({ final }) => final);
    expect(broken.state).toBe('failed');
    expect(kept).toMatchObject([{ index: 1 }]);

    const resumed = await home.complete(['--resume']);
    expect([0, 5], resumed.stderr).toContain(resumed.code);
    const record = home.record();
    expect(home.runs()).toHaveLength(1);
    expect(record).toMatchObject({ id: broken.id, state: 'finished' });
    expect(record.steps.filter(({ launch }) => launch === 1)).toHaveLength(broken.steps.length);
    expect(new Set(record.steps.map(({ ratePerSec }) => ratePerSec))).toEqual(new Set([200, 400]));
    await nothingLeftOf(resumed.lab);
  });
});

describe('a disk that fills up', LAB, () => {
  it('ends the run with every finished step kept and every container removed', async (context) => {
    await using home = new DockerHome({ contenders: ['works'], rates: [200, 250, 300, 350, 400] });
    using disk = smallDisk(home.path('disk'), 25);
    if (disk === null) return context.skip('this user may not mount a file system');
    const lab = await home.begin(['--out', 'disk/results']);
    await lab.says(/step 1 · 200\/s (held|failed|undecided|invalid)/, 60_000);
    // Page by page: a rest of up to 64 kB would still hold a record.
    spawnSync('dd', ['if=/dev/zero', `of=${join(disk.folder, 'fill')}`, 'bs=4k', 'count=16000']);
    const ended = await lab.ended;
    expectError(ended, { exit: 7, code: 'LAB_STORE_FULL', says: ['no room left', '--resume'] });
    await nothingLeftOf(lab);
    const [run = ''] = readdirSync(join(disk.folder, 'results')).filter((name) => /^\d/.test(name));
    expect(home.record(join(disk.folder, 'results', run)).steps.length).toBeGreaterThan(0);
  });
});

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
