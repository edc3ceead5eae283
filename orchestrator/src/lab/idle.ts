import type { Clock } from '../ports/clock.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';

const PATIENCE_MS = 5000;
const POLL_MS = 100;

/**
 * Waits until the contender has nothing in flight, so that no step inherits another's work.
 * True at once for a contender that cannot tell; false when it does not get there in 5 s.
 */
export async function waitUntilIdle(
  contender: RunningContender,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  if (contender.countCompleted === undefined) return true;
  const deadlineMs = clock.nowMs() + PATIENCE_MS;
  for (;;) {
    // Asking for the count makes every worker report as of now.
    const answered = await contender.countCompleted().then(
      () => true,
      () => false,
    );
    const { workers } = await contender.sampleResources();
    if (answered && workers.every((worker) => worker.inFlight === 0)) return true;
    if (clock.nowMs() > deadlineMs) return false;
    await clock.sleep(POLL_MS, signal);
  }
}
