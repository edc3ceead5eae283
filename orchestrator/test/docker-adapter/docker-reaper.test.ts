import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerReaper } from '../../src/adapters/docker/docker-reaper.ts';
import { type Owner, ownerLabel } from '../../src/adapters/docker/owner.ts';
import { readProc } from '../../src/adapters/host/proc-file.ts';
import { processStat } from '../../src/adapters/host/process-stat.ts';
import { processTree } from '../../src/adapters/host/process-tree.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { fakeEngine } from './fake-engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const OWNER: Owner = {
  host: 'vm',
  boot: 'b',
  pidNamespace: 'p',
  pid: 1,
  startTicks: 2,
  container: null,
  local: true,
  nonce: 'n',
};

/** SigCgt of proc(5), a bit per signal: 1 is SIGHUP, 2 SIGINT, 15 SIGTERM. */
function catchesTerminalSignals(pid: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1] ?? '0';
  return [1, 2, 15].every((signal) => (BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n);
}

describe.runIf(process.platform === 'linux')('the reaper of an engine', () => {
  it('waits without cost, minds no signal of a terminal, and removes by label when the lab is gone', async () => {
    const path = join(folder, 'engine.sock');
    let there = true;
    await using engine = await fakeEngine(path, (method, url) => {
      if (method === 'DELETE') there = there && !url.startsWith('/volumes/');
      if (url.startsWith('/containers/json'))
        return { status: 200, body: there ? [{ Id: 'c1' }, { Id: 'c2' }] : [] };
      if (url.startsWith('/networks?')) return { status: 200, body: there ? [{ Id: 'n1' }] : [] };
      if (url.startsWith('/volumes?'))
        return { status: 200, body: { Volumes: there ? [{ Name: 'v1' }] : null } };
      return { status: 204, body: '' };
    });
    const before = new Set(processTree([process.pid]));
    const reaper = dockerReaper({ kind: 'socket', path }, OWNER);
    reaper.start();
    reaper.start();
    const started = processTree([process.pid]).filter((pid) => !before.has(pid));
    expect(started).toHaveLength(1);
    const pid = started[0] ?? 0;

    while (!catchesTerminalSignals(pid)) await systemClock.sleep(50);
    await systemClock.sleep(500);
    const ticks = processStat(pid)?.ownTicks ?? 0;
    for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.kill(pid, signal);
    await systemClock.sleep(500);
    // Alive, in a group of its own, and a tick (10 ms) or two for three signals.
    expect(processStat(pid)?.group).toBe(pid);
    expect((processStat(pid)?.ownTicks ?? 99) - ticks).toBeLessThanOrEqual(2);
    expect(engine.asked).toEqual([]);

    await reaper[Symbol.asyncDispose]();
    const label = JSON.stringify({ label: [`framework-lab.owner=${ownerLabel(OWNER)}`] });
    expect(engine.asked[0]).toBe(`GET /containers/json?all=1&filters=${label}`);
    expect(engine.asked.slice(1, 3).sort()).toEqual([
      'DELETE /containers/c1?force=1&v=1',
      'DELETE /containers/c2?force=1&v=1',
    ]);
    expect(engine.asked.slice(3, 5)).toEqual([`GET /networks?filters=${label}`, 'DELETE /networks/n1']);
    expect(engine.asked.slice(5, 7)).toEqual([`GET /volumes?filters=${label}`, 'DELETE /volumes/v1']);
    // It has looked again, and there was nothing.
    expect(engine.asked.slice(7)).toHaveLength(3);
    expect(processStat(pid)).toBeNull();
  });
});
