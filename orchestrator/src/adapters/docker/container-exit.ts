import { constants } from 'node:os';
import type { Clock } from '../../ports/clock.ts';
import { type Engine, refusalOf } from './engine.ts';
import type { ContainerExit } from './lab-container.ts';

/** An engine that restarts is back within seconds; its containers have ended with it, or live on. */
const ENGINE_BACK_MS = 10_000;
const PAUSE_MS = 500;

/** How a container ended, as the engine tells it; null where it cannot be known any more. */
export interface SeenExit {
  readonly code: number;
  readonly oomKilled: boolean;
}

/**
 * Waits until a started container has ended, through restarts of the engine. Null when it was
 * removed, when the engine did not come back, or when the signal ended the waiting. Never rejects.
 */
export async function waitForExit(
  engine: Engine,
  id: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<SeenExit | null> {
  let lostAtMs: number | null = null;
  while (!signal.aborted) {
    try {
      if (lostAtMs === null) await engine.wait(id, signal);
      const { running, exitCode, oomKilled } = await engine.inspectContainer(id);
      if (!running) return { code: exitCode, oomKilled };
      lostAtMs = null;
    } catch (error) {
      const status = refusalOf(error)?.status ?? (error as { statusCode?: number }).statusCode;
      lostAtMs ??= clock.nowMs();
      if (status === 404 || clock.nowMs() - lostAtMs > ENGINE_BACK_MS) return null;
      await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
  }
  return null;
}

/** A code above 128 is a signal's, as shells and engines have it. */
export function exitFacts(seen: SeenExit | null, byLab: boolean): ContainerExit {
  if (seen === null) return { code: null, signal: byLab ? 'SIGKILL' : null, byLab, oomKilled: false };
  const { code, oomKilled } = seen;
  const signal = signalName(code - 128);
  return { code: signal === null ? code : null, signal, byLab, oomKilled };
}

function signalName(number: number): string | null {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ?? null;
}
