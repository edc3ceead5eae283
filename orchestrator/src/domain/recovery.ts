import type { LoadWindow } from './load.ts';
import type { Objective } from './objective.ts';

/**
 * Seconds from the fall of the load until every later second met the objective; null: the last one did not.
 * A second counts by when its requests were meant to be sent, so a queue that is still worked off
 * shows in the latency of what was sent behind it.
 */
export function recoveredAfterS(windows: readonly LoadWindow[], objective: Objective): number | null {
  const lastBad = windows.findLastIndex((window) => !meets(window, objective));
  return lastBad === windows.length - 1 ? null : lastBad + 1;
}

function meets({ counts, latency }: LoadWindow, objective: Objective): boolean {
  const { planned, errors, timeouts, unsent } = counts;
  const slow = latency.countAbove(objective.latencyMs * 1000);
  return (
    slow <= (1 - objective.quantile) * latency.count &&
    errors + timeouts + unsent <= objective.errorShare * planned
  );
}
