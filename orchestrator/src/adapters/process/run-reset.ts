import { LabError } from '../../domain/errors.ts';
import { redactUrl } from '../../domain/redact.ts';
import { RESET_TIMEOUT_S } from '../../domain/time-plan.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StartOptions } from '../../ports/contender-runtime.ts';
import type { Guard } from '../../ports/guard.ts';
import { describeExit, lastWords } from '../contender/contender-errors.ts';
import { spawnContender } from './child.ts';
import { endGroup } from './end-group.ts';

/** What it is given to end by itself when it is stopped: it has nothing to drain. */
const GRACE_MS = 2_000;

export interface ResetOrder {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly options: Pick<StartOptions, 'logFile' | 'signal'>;
  readonly deps: { readonly guard: Guard; readonly clock: Clock };
  readonly timeoutMs?: number;
}

/**
 * Runs the command that puts a contender's state back, in its folder and with its environment, and
 * waits for its end. Its output is in a log beside the contender's. Throws LAB_RESET_FAILED.
 */
export async function runReset(id: string, command: readonly string[], order: ResetOrder): Promise<void> {
  const { cwd, env, options, deps, timeoutMs = RESET_TIMEOUT_S * 1000 } = order;
  const logFile = options.logFile.replace(/(\.log)?$/, '-reset.log');
  const child = spawnContender({ command, cwd, env, telemetry: false, logFile });
  const { pid } = child;
  if (pid !== undefined) deps.guard.watch(pid);
  const patience = AbortSignal.timeout(timeoutMs);
  const given = AbortSignal.any([patience, options.signal]);
  const stopped = new Promise<null>((resolve) => {
    if (given.aborted) resolve(null);
    given.addEventListener('abort', () => resolve(null), { once: true });
  });
  try {
    const exit = await Promise.race([child.exited, stopped]);
    options.signal.throwIfAborted();
    if (exit?.code === 0) return;
    const how = exit === null ? `did not end within ${timeoutMs / 1000} s` : describeExit(exit);
    throw new LabError('LAB_RESET_FAILED', `The reset command of ${id} ${how}, so ${id} was not started.`, {
      seen: [['command', redactUrl(command.join(' '))], ...lastWords(child.log)],
      fix: [
        'run it by hand in the service’s folder',
        "it must end by itself with code 0; a shell: sh -c '…'",
      ],
    });
  } finally {
    // Also what it left behind: nothing of it may run beside a measurement.
    if (pid !== undefined && (await endGroup(pid, GRACE_MS, deps.clock))) deps.guard.forget(pid);
    await child.log.close();
  }
}
