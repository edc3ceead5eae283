import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answersSignals, identify } from '../../src/adapters/host/process-identity.ts';
import { groupMembers, processTree } from '../../src/adapters/host/process-tree.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { startGuard } from '../../src/adapters/process/guard.ts';
import { endLeftovers, leftovers } from '../../src/adapters/process/leftovers.ts';
import { writeWatchFile } from '../../src/adapters/process/watch-file.ts';
import { fixture, until } from './lab-fixture.ts';

let stateDir: string;
const started: { pid?: number | undefined }[] = [];
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => {
  for (const { pid } of started.splice(0)) {
    try {
      if (pid) process.kill(-pid, 'SIGKILL');
    } catch {
      // Ended by the test.
    }
  }
  rmSync(stateDir, { recursive: true, force: true });
});

/** A process group of its own that does nothing. */
function idler(): ChildProcess & { pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(()=>{},1000)'], {
    detached: true,
    stdio: 'ignore',
  });
  started.push(child);
  return child as ChildProcess & { pid: number };
}

/** A lab with one contender that ignores SIGTERM; returns both pids. */
async function doomedLab(): Promise<{ lab: ChildProcess & { pid: number }; contender: number }> {
  const lab = spawn(process.execPath, [fixture('doomed-lab.ts'), stateDir, fixture('never-answers.mjs')], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  }) as ChildProcess & { pid: number };
  started.push(lab);
  const [line] = (await once(lab.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const contender = Number(line.toString());
  started.push({ pid: contender });
  return { lab, contender };
}

const gone = (group: number) => () => (groupMembers(group) ?? []).length === 0;

describe.runIf(process.platform === 'linux')('the guard', () => {
  it('ends what a killed lab had started, within 5 s, and nothing else', async () => {
    const bystander = idler();
    const { lab, contender } = await doomedLab();
    expect(answersSignals(-contender)).toBe(true);
    lab.kill('SIGKILL');
    await until(gone(contender), 5_000);
    expect(answersSignals(bystander.pid)).toBe(true);
    expect(leftovers(stateDir)).toEqual([]);
  });

  it('survives a reaper that was killed: the leftovers are found and ended by their record', async () => {
    const { lab, contender } = await doomedLab();
    const reaper = processTree([lab.pid]).find((pid) => pid !== lab.pid && pid !== contender) ?? 0;
    process.kill(reaper, 'SIGKILL');
    expect(leftovers(stateDir)).toEqual([]);
    lab.kill('SIGKILL');
    await once(lab, 'exit');
    expect(leftovers(stateDir)).toMatchObject([{ leaderPid: contender, labPid: lab.pid }]);
    expect(leftovers(stateDir)[0]?.what).toContain('never-answers.mjs');
    expect(await endLeftovers(stateDir, systemClock)).toHaveLength(1);
    expect(gone(contender)()).toBe(true);
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it('in order: ends what is still watched, leaves what was forgotten, leaves no reaper and no record', async () => {
    const before = new Set(processTree([process.pid]));
    const kept = idler();
    const forgotten = idler();
    const guard = startGuard({ stateDir });
    guard.watch(kept.pid);
    guard.watch(forgotten.pid);
    guard.forget(forgotten.pid);
    await guard[Symbol.asyncDispose]();
    expect(gone(kept.pid)()).toBe(true);
    expect(answersSignals(forgotten.pid)).toBe(true);
    const left = processTree([process.pid]).filter((pid) => !before.has(pid));
    expect(left.filter((pid) => pid !== forgotten.pid && pid !== kept.pid)).toEqual([]);
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it('never touches a process that has the pid of one it watched', async () => {
    const stranger = idler();
    const lab = { pid: 2 ** 22 + 1, startTicks: 1, boot: identify(process.pid).boot };
    const before = { ...identify(stranger.pid), startTicks: 1 };
    writeWatchFile(stateDir, { lab, groups: [{ leader: before, what: 'long gone' }] });
    const rebooted = { ...identify(stranger.pid), boot: 'another boot' };
    writeWatchFile(stateDir, {
      lab: { ...lab, pid: lab.pid + 1 },
      groups: [{ leader: rebooted, what: 'old' }],
    });
    writeFileSync(join(stateDir, 'watched-5.json'), 'not a record');
    expect(leftovers(stateDir)).toEqual([]);
    expect(await endLeftovers(stateDir, systemClock)).toEqual([]);
    expect(answersSignals(stranger.pid)).toBe(true);
    expect(readdirSync(stateDir)).toEqual(['watched-5.json']);
  });
});
