import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LabError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { GroupUseReader } from '../host/group-use.ts';
import { pinnedCommand, verifyPinned } from '../process/pinning.ts';
import type { K6Exit, K6Order, K6Process, K6Runner } from './k6-runner.ts';

/** k6 as a process of this machine, for measuring it without an engine. `script`: path of step.ts. */
export function processK6(program: string, script: string, clock: Clock): K6Runner {
  return {
    script,
    async start({ args, env, cpus, onStdoutLine, onStderrLine }: K6Order): Promise<K6Process> {
      const [command = '', ...rest] = pinnedCommand(cpus, [program, ...args]);
      // Nothing of ours: a proxy or an option of k6 in it would change what is measured.
      const child = spawn(command, rest, {
        env: { PATH: process.env['PATH'], HOME: '/tmp', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let byLab = false;
      createInterface({ input: child.stdout }).on('line', onStdoutLine);
      createInterface({ input: child.stderr }).on('line', onStderrLine);
      const exited = new Promise<K6Exit>((resolve) => {
        child.once('close', (code, signal) => resolve({ code, signal, byLab, oomKilled: false }));
      });
      await once(child, 'spawn').catch((cause: Error) => {
        throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'k6 could not be started.', {
          seen: [['said', cause.message]],
          cause,
        });
      });
      const pid = child.pid as number;
      const use = new GroupUseReader(pid);
      const kill = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
        byLab = true;
        child.kill(signal);
      };
      return {
        exited,
        pinned: async () => verifyPinned(pid, cpus),
        sample: async () => {
          const { cpuUs, rssMb } = use.read();
          return { atMs: clock.nowMs(), cpuUs, memoryMb: rssMb };
        },
        kill,
        async remove() {
          if (child.exitCode === null && child.signalCode === null) await kill('SIGKILL');
          await exited;
        },
      };
    },
  };
}
