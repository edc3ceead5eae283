import { LabError } from '../../domain/errors.ts';
import type { OwnStack } from '../../domain/own-stack.ts';
import { redactUrl } from '../../domain/redact.ts';
import { RESET_TIMEOUT_S } from '../../domain/time-plan.ts';
import type { LogTail } from '../contender/log-tail.ts';
import type { LabContainer } from './lab-container.ts';

const SHOWN_LINES = 5;

/** Runs the reset command in the container of a dependency. Throws LAB_RESET_FAILED with its last lines. */
export async function runReset(
  { service, command }: NonNullable<OwnStack['reset']>,
  { container, log }: { readonly container: Pick<LabContainer, 'run'>; readonly log: LogTail },
  signal: AbortSignal,
): Promise<void> {
  const failed = (how: string, seen: LabError['seen']): LabError =>
    new LabError('LAB_RESET_FAILED', `The reset command in ${service} ${how}.`, {
      seen: [['command', redactUrl(command.join(' '))], ...seen, ['log', log.file]],
      fix: [
        `docker compose exec ${service} … shows the same outside of the lab`,
        "it must end by itself with code 0; a shell: [sh, -c, '…']",
      ],
    });
  const limit = { limitMs: RESET_TIMEOUT_S * 1000, signal };
  const { code, stdout, stderr } = await container.run(command, limit).catch((error: unknown) => {
    signal.throwIfAborted();
    // No such program inside, or it took too long.
    throw error instanceof LabError ? failed('could not be run to its end', error.seen) : error;
  });
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  for (const line of lines) log.add(`reset: ${line}`);
  log.add(`framework-lab: the reset command ended with code ${code ?? '?'}`);
  if (code === 0) return;
  const last = lines.slice(-SHOWN_LINES).map((line) => ['last', line] as const);
  throw failed(`ended with code ${code ?? '?'}`, last);
}
