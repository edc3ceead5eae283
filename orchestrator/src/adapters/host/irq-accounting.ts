import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';

/**
 * Whether the kernel charges interrupt work to the task it interrupts (true), or accounts it apart
 * (CONFIG_IRQ_TIME_ACCOUNTING, false). Null: the kernel's configuration cannot be read. It decides
 * whether soft interrupts are already part of a process's own CPU; see `hostSecond`.
 */
export function softirqChargedToTasks(): boolean | null {
  const readers = [
    () => readFileSync(`/boot/config-${release()}`, 'latin1'),
    () => gunzipSync(readFileSync('/proc/config.gz')).toString('latin1'),
  ];
  for (const read of readers) {
    try {
      return !/^CONFIG_IRQ_TIME_ACCOUNTING=y/m.test(read());
    } catch {
      // Not kept on this machine.
    }
  }
  return null;
}
