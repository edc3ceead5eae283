import type { CpuTimes } from '../../domain/samples.ts';
import { TICK_US } from './process-stat.ts';

/**
 * The per-CPU lines of /proc/stat, proc(5). Waiting for input and output counts as idle; guest time
 * is already part of user time. Only `idleUs` and `stealUs` are measured by the kernel with a fine
 * clock everywhere; the others may be sampled at each timer tick.
 */
export function parseCpuTimes(procStat: string): Map<number, CpuTimes> {
  const cpus = new Map<number, CpuTimes>();
  for (const line of procStat.split('\n')) {
    const match = /^cpu(\d+) (.*)$/.exec(line);
    if (!match) continue;
    const us = (match[2] ?? '').split(' ').map((ticks) => Number(ticks) * TICK_US);
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = us;
    cpus.set(Number(match[1]), {
      userUs: user + nice,
      systemUs: system,
      irqUs: irq,
      softirqUs: softirq,
      stealUs: steal,
      idleUs: idle + iowait,
    });
  }
  return cpus;
}

/** A counter of /proc/net/snmp or /proc/net/netstat: a line of names, then a line of values, per protocol. */
export function netCounter(text: string, protocol: string, name: string): number | null {
  const lines = text.split('\n').filter((line) => line.startsWith(`${protocol}: `));
  const at = lines[0]?.split(' ').indexOf(name) ?? -1;
  const value = at > 0 ? Number(lines[1]?.split(' ')[at]) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}

/** `some` total of a /proc/pressure file, µs (kernel documentation, PSI). */
export function pressureSomeUs(text: string): number | null {
  const match = /^some .*total=(\d+)/m.exec(text);
  return match ? Number(match[1]) : null;
}
