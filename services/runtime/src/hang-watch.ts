import type { Logger } from 'pino';
import { beatEveryMs, silentWorkers, sleptThrough } from './heartbeat.ts';
import type { WorkerPool } from './worker-pool.ts';

/** Looks at the workers' heartbeats and kills those that have none. Their exit is a crash. */
export function watchForHangs(pool: WorkerPool, workerTimeoutS: number, log: Logger): void {
  if (workerTimeoutS === 0) return;
  let lastLookMs = performance.now();
  setInterval(() => {
    const clock = { nowMs: performance.now(), lastLookMs };
    lastLookMs = clock.nowMs;
    if (sleptThrough(clock, workerTimeoutS)) {
      // They slept as well: each has a whole timeout again.
      for (const member of pool.members) member.lastHeardMs = clock.nowMs;
    }
    for (const id of silentWorkers(pool.members, clock.nowMs, workerTimeoutS)) {
      const member = pool.member(id);
      log.error({ worker: member?.pid, workerTimeoutS }, 'a worker hangs: SIGKILL');
      member?.kill();
    }
  }, beatEveryMs(workerTimeoutS));
}
