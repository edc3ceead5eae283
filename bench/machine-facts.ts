import { readFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release } from 'node:os';

export interface MachineFacts {
  readonly cpu: string;
  readonly cpuCount: number;
  readonly system: string;
  readonly node: string;
}

export function machineFacts(): MachineFacts {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cpuCount: all.length,
    system: `${platform()} ${release()} ${arch()}`,
    node: process.versions.node,
  };
}

/** What else the machine did meanwhile: both spoil a benchmark. */
export interface Disturbance {
  /** Of all CPU time between the two readings, 0 to 1. */
  readonly stealShare: number;
  readonly loadAverage1: number;
}

export function watchDisturbance(): () => Disturbance {
  const before = cpuTimes();
  return () => {
    const after = cpuTimes();
    const total = after.total - before.total;
    return {
      stealShare: total > 0 ? (after.steal - before.steal) / total : 0,
      loadAverage1: loadavg()[0] as number,
    };
  };
}

function cpuTimes(): { total: number; steal: number } {
  const line = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] as string;
  // user nice system idle iowait irq softirq steal; guest is part of user.
  const ticks = line.split(/\s+/).slice(1, 9).map(Number);
  return { total: ticks.reduce((sum, part) => sum + part, 0), steal: ticks[7] ?? 0 };
}
