import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { SittingCache } from '../../ports/sitting-cache.ts';

/** A machine is another one after lunch: neighbours, clocks and temperatures change. */
const SITTING_MS = 6 * 3_600_000;

/** A file per finding in the state folder, named by a hash of everything it depends on. */
export function sittingCache(deps: {
  readonly stateDir: string;
  readonly clock: Clock;
  /** Of this boot; part of every key. */
  readonly boot: string | null;
}): SittingCache {
  const folder = join(deps.stateDir, 'sitting');
  const fileOf = (key: readonly unknown[]): string => {
    const text = JSON.stringify([deps.boot, ...key]);
    return join(folder, `${createHash('sha256').update(text).digest('hex').slice(0, 24)}.json`);
  };
  return {
    get(key) {
      try {
        const kept = JSON.parse(readFileSync(fileOf(key), 'utf8')) as { atMs: number; value: unknown };
        const ageMs = deps.clock.wallMs() - kept.atMs;
        return ageMs >= 0 && ageMs < SITTING_MS ? kept.value : null;
      } catch {
        return null;
      }
    },
    put(key, value) {
      try {
        mkdirSync(folder, { recursive: true });
        const file = fileOf(key);
        writeFileSync(`${file}.${process.pid}.new`, JSON.stringify({ atMs: deps.clock.wallMs(), value }));
        renameSync(`${file}.${process.pid}.new`, file);
      } catch {
        // A folder that cannot be written costs the next run some seconds.
      }
    },
  };
}
