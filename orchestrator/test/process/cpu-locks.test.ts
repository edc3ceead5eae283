import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { cpuLocks } from '../../src/adapters/process/cpu-locks.ts';
import type { LabError } from '../../src/domain/errors.ts';
import { fixture } from './lab-fixture.ts';

let stateDir: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(async () => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(stateDir, { recursive: true, force: true });
});

/** Another process that tries to take the CPUs; resolves with what it says. */
async function other(cpus: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [fixture('lock-holder.ts'), stateDir, cpus], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, said: line.toString().trim() };
}

describe('CPU locks', () => {
  it('are given to one of two processes, and the refused one learns who it is', async () => {
    const locks = cpuLocks({ stateDir, clock: systemClock });
    const { child, said } = await other('0,1');
    expect(said).toBe('taken');
    expect(await locks.held()).toEqual([
      { cpu: 0, pid: child.pid, purpose: 'test' },
      { cpu: 1, pid: child.pid, purpose: 'test' },
    ]);
    const error: LabError = await locks.acquire([1, 2], 'mine').then(
      () => {
        throw new Error('it was given');
      },
      (reason) => reason,
    );
    expect(error.code).toBe('LAB_CPUS_BUSY');
    expect(JSON.stringify([error.message, error.seen, error.fix])).toMatch(
      new RegExp(`pid ${child.pid}.*lock-holder.*on CPUs 0-1.*--server-cpus`),
    );
    // All or nothing: CPU 2 was not kept.
    const others = await locks.acquire([2, 3], 'mine');
    await others[Symbol.asyncDispose]();
    child.stdin?.end();
    await once(child, 'exit');
    expect(await locks.held()).toEqual([]);
  });

  it('of a killed lab are taken over, by exactly one of several at once', async () => {
    const { child } = await other('0');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(stateDir)).toEqual(['cpu-0.lock']);
    const answers = await Promise.all([other('0'), other('0'), other('0')]);
    expect(answers.map(({ said }) => said).sort()).toEqual(['LAB_CPUS_BUSY', 'LAB_CPUS_BUSY', 'taken']);
  });

  it('that are unreadable, or whose pid belongs to another process by now, are stale', async () => {
    writeFileSync(join(stateDir, 'cpu-4.lock'), '{"cpu":4');
    const reused = { pid: process.pid, startTicks: 1, boot: null };
    writeFileSync(
      join(stateDir, 'cpu-5.lock'),
      JSON.stringify({ cpu: 5, owner: reused, purpose: '', sinceMs: 0 }),
    );
    const locks = cpuLocks({ stateDir, clock: systemClock });
    expect(await locks.held()).toEqual([]);
    await using _held = await locks.acquire([4, 5], 'mine');
    expect((await locks.held()).map(({ pid }) => pid)).toEqual([process.pid, process.pid]);
    await expect(locks.acquire([5], 'again')).rejects.toMatchObject({ code: 'LAB_CPUS_BUSY' });
  });
});
