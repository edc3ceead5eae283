import { LabError } from '../domain/errors.ts';
import { LINES_LOOKED_AT, lastMessages } from '../domain/last-messages.ts';
import { redactUrl } from '../domain/redact.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';

const SHOWN_LINES = 5;

/** What is said of a contender that ended by itself; `when`: `while it was offered 400/s`. */
export async function died(
  contender: RunningContender,
  when: string,
  kept: string,
  more = 'its log is in the run’s folder',
): Promise<LabError> {
  const { code, signal, outOfMemory } = await contender.exited;
  const { id, launch } = contender.spec;
  const last = lastMessages(contender.lastLogLines(LINES_LOOKED_AT), SHOWN_LINES);
  const seen = last.map((line) => ['last', redactUrl(line)] as const);
  if (outOfMemory === true) {
    const limitBytes = launch.docker?.memoryBytes ?? null;
    const limit =
      limitBytes === null ? 'its limit, or that of the machine' : `${Math.round(limitBytes / 1024 ** 2)} MB`;
    const file = launch.docker?.own === undefined ? 'docker-compose.yml' : 'your Compose file';
    return new LabError('LAB_CONTENDER_OUT_OF_MEMORY', `${id} used all of its memory (${limit}) ${when}.`, {
      seen,
      fix: [`raise mem_limit of ${id} in ${file}, or offer lower --rates`, kept],
    });
  }
  const how = signal === null ? `code ${code}` : `signal ${signal}`;
  return new LabError('LAB_CONTENDER_EXITED', `${id} ended (${how}) ${when}.`, {
    seen,
    fix: [`${kept}; ${more}`],
  });
}
