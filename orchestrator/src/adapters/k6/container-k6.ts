import type { LabContainers } from '../docker/lab-container.ts';
import { sameCpus } from '../host/cpu-list.ts';
import type { K6Order, K6Process, K6Runner } from './k6-runner.ts';

/** What k6 fills before it collects garbage (k6-environment.ts), and room. */
const MEMORY_BYTES = 1024 ** 3;
/** Threads of the Go runtime: some per CPU, and those that wait in the kernel. */
const PIDS_LIMIT = 1024;

/** k6 in a container of its own per step, on the contenders' network. */
export function containerK6(containers: LabContainers, image: string): K6Runner {
  return {
    script: '/scripts/step.ts',
    async start({ name, args, env, cpus, onStdoutLine, onStderrLine, signal }: K6Order): Promise<K6Process> {
      const container = await containers.start({
        role: 'k6',
        name,
        image,
        command: args,
        env,
        cpus,
        memoryBytes: MEMORY_BYTES,
        pidsLimit: PIDS_LIMIT,
        onStdoutLine,
        onStderrLine,
        signal,
      });
      return {
        exited: container.exited,
        async pinned() {
          const allowed = await container.allowedCpus();
          return allowed === null ? null : sameCpus(allowed, cpus);
        },
        sample: () => container.sample(),
        kill: (signal) => container.kill(signal),
        remove: () => container.stop(0),
      };
    },
  };
}
