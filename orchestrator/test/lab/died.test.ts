import { expect, it } from 'vitest';
import type { LogTail } from '../../src/adapters/contender/log-tail.ts';
import { outOfMemory } from '../../src/adapters/docker/out-of-memory.ts';
import type { DockerLaunch } from '../../src/domain/contender.ts';
import { died } from '../../src/lab/died.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { spec } from './fakes.ts';

const launchOf = (own: object): DockerLaunch =>
  ({ memoryBytes: 64 * 1024 ** 2, ...own }) as unknown as DockerLaunch;
const OURS = launchOf({});
const OWN = launchOf({ own: { container: { service: 'api' } } });

it.each([
  [OURS, 'docker-compose.yml'],
  [OWN, 'your Compose file'],
])(
  'a contender that used all of its memory is told the file in which its limit stands',
  async (docker, file) => {
    const contender = {
      spec: { ...spec('api'), launch: { docker } },
      exited: Promise.resolve({ code: null, signal: 'SIGKILL', byLab: false, outOfMemory: true }),
      lastLogLines: () => [],
    } as unknown as RunningContender;
    const under = await died(contender, 'while it was offered 400/s', 'it is recorded');
    const log = { file: 'api-1.log', last: () => [] } as unknown as LogTail;
    for (const error of [under, outOfMemory(spec('api'), docker, 'before it was ready', log)]) {
      expect(error.code).toBe('LAB_CONTENDER_OUT_OF_MEMORY');
      expect(error.fix[0]).toContain(`raise mem_limit of api in ${file}`);
    }
  },
);
