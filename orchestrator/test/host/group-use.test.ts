import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { GroupUseReader } from '../../src/adapters/host/group-use.ts';
import { linuxHostProbe } from '../../src/adapters/host/linux-host-probe.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) if (child.pid && child.exitCode === null) child.kill('SIGKILL');
});

/** Says a line on stdout when it has burnt the CPU time; a child process of it burns the same before. */
const BURNER = `
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const burn = (ms) => { const until = used() + ms; while (used() < until) for (let i = 0; i < 1e5; i += 1); };
if (process.argv[1] === 'child') { burn(150); process.exit(); }
require('child_process').spawn(process.execPath, ['-e', process.env.CODE, 'child']).once('exit', () => {
  burn(150);
  process.stdout.write('burnt ' + (process.cpuUsage().user + process.cpuUsage().system) + '\\n');
  setInterval(() => {}, 1000);
});`;

describe.runIf(process.platform === 'linux')('GroupUseReader', () => {
  it('counts a tree, also the part of it that has ended, and never goes backwards', async () => {
    const child = spawn(process.execPath, ['-e', BURNER], {
      env: { CODE: BURNER },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    const reader = new GroupUseReader(child.pid ?? 0);
    const readings: number[] = [];
    let most = 0;
    const timer = setInterval(() => {
      const use = reader.read();
      readings.push(use.cpuUs);
      most = Math.max(most, use.processes);
    }, 20);
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
    clearInterval(timer);
    const ownUs = Number(line.toString().split(' ')[1]);
    const last = reader.read();
    expect(most).toBe(2);
    expect(last.processes).toBe(1);
    expect(last.rssMb).toBeGreaterThan(20);
    // The parent's own measure plus at least the 150 ms of its child; ticks may hide 20 ms of each.
    expect(last.cpuUs).toBeGreaterThan(ownUs + 130_000);
    expect(readings).toEqual([...readings].sort((a, b) => a - b));

    child.kill('SIGKILL');
    await once(child, 'exit');
    const after = reader.read();
    expect(after.processes).toBe(0);
    expect(after.cpuUs).toBeGreaterThanOrEqual(last.cpuUs);
    expect(after.rssMb).toBe(last.rssMb);
  });
});

describe.runIf(process.platform === 'linux')('linuxHostProbe', () => {
  it('sees the CPUs of this process go on', async () => {
    using probe = linuxHostProbe({ clock: systemClock });
    const facts = await probe.facts();
    expect(facts.cpus.length).toBeGreaterThan(0);
    const before = await probe.sample();
    await systemClock.sleep(50);
    const after = await probe.sample();
    expect(after.atMs).toBeGreaterThan(before.atMs);
    const total = (sample: typeof after) =>
      facts.cpus.reduce((sum, cpu) => {
        const times = sample.cpus.get(cpu);
        return sum + (times ? times.userUs + times.systemUs + times.idleUs + times.stealUs : 0);
      }, 0);
    expect(total(after)).toBeGreaterThan(total(before));
  });
});
