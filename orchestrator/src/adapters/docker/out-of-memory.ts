import type { ContenderSpec, DockerLaunch } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { lastWords } from '../contender/contender-errors.ts';
import type { LogTail } from '../contender/log-tail.ts';

/** `when`: e.g. `before it was ready`. */
export function outOfMemory(
  { id }: Pick<ContenderSpec, 'id'>,
  { memoryBytes: limitBytes, own }: Pick<DockerLaunch, 'memoryBytes' | 'own'>,
  when: string,
  log: LogTail,
): LabError {
  const all =
    limitBytes === null
      ? 'all the memory that the machine had for it'
      : `all of its memory (${Math.round(limitBytes / 1024 ** 2)} MB)`;
  return new LabError('LAB_CONTENDER_OUT_OF_MEMORY', `${id} used ${all} ${when}.`, {
    seen: lastWords(log),
    fix: [
      own === undefined
        ? `raise mem_limit of ${id} in docker-compose.yml, or give it fewer WORKERS there`
        : `raise mem_limit of ${own.container.service} in your Compose file`,
    ],
  });
}
