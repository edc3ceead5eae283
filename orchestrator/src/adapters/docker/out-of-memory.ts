import { LabError } from '../../domain/errors.ts';
import { lastWords } from '../contender/contender-errors.ts';
import type { LogTail } from '../contender/log-tail.ts';

/** `when`: e.g. `before it was ready`. */
export function outOfMemory(id: string, limitBytes: number, when: string, log: LogTail): LabError {
  const limitMb = Math.round(limitBytes / 1024 ** 2);
  return new LabError(
    'LAB_CONTENDER_OUT_OF_MEMORY',
    `${id} used all of its memory (${limitMb} MB) ${when}.`,
    {
      seen: lastWords(log),
      fix: [`raise mem_limit of ${id} in docker-compose.yml, or give it fewer WORKERS there`],
    },
  );
}
