import type { ContenderSpec, ProcessLaunch } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { formatCpuList } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ContenderRuntime, RunningContender, StartOptions } from '../../ports/contender-runtime.ts';
import type { Guard } from '../../ports/guard.ts';
import { exitedAfterReady, exitedBeforeReady } from '../contender/contender-errors.ts';
import { tasksetPath } from '../host/taskset-path.ts';
import { awaitReady } from './await-ready.ts';
import { type ContenderChild, requireFolder, spawnContender } from './child.ts';
import { whereElse } from './listening-elsewhere.ts';
import { ownPath } from './own-path.ts';
import { pinnedCommand } from './pinning.ts';
import { freePort, requireFreePort } from './ports.ts';
import { contenderStop, processContender } from './process-contender.ts';
import { runReset } from './run-reset.ts';
import { verifyCpus, verifyListener } from './verify-started.ts';

const HOST = '127.0.0.1';

export interface ProcessRuntimeDeps {
  readonly clock: Clock;
  readonly guard: Guard;
  /** PATH of the lab, for contenders whose program is not Node. */
  readonly path?: string | undefined;
  /** Where the lab stands: its own programs are not those of somebody's own service. */
  readonly root?: string;
  /** How long a contender may drain before it is ended by force. */
  readonly graceMs?: number;
}

/** Contenders as pinned process groups on this machine. */
export function processRuntime(deps: ProcessRuntimeDeps): ContenderRuntime {
  return {
    name: 'process',
    start: async (spec, options) => {
      const launch = spec.launch.process;
      if (!launch) {
        throw new LabError(
          'LAB_RUNTIME_UNAVAILABLE',
          `${spec.id} says nothing on how to run it as a process.`,
          {
            fix: ['give it a process command, or leave it out: --only'],
          },
        );
      }
      options.signal.throwIfAborted();
      if (launch.port !== undefined || options.port !== undefined) {
        await requireFreePort(options.port ?? launch.port ?? 0, spec.id);
      }
      const port = options.port ?? launch.port ?? (await freePort());
      requireFolder(spec.id, launch.cwd);
      const env = launchEnv(spec, launch, port, deps);
      if (launch.reset !== undefined) {
        await runReset(spec.id, programOf(launch.reset), { cwd: launch.cwd, env, options, deps });
      }
      const child = spawnContender({
        command: pinnedCommand(options.cpus, programOf(launch.command)),
        cwd: launch.cwd,
        env,
        telemetry: launch.telemetry,
        logFile: options.logFile,
      });
      if (child.pid === undefined) {
        const exit = await child.exited;
        await child.log.close();
        throw exitedBeforeReady(spec, exit, child.log);
      }
      deps.guard.watch(child.pid);
      const stop = contenderStop(child.pid, child, deps.guard, deps.clock, deps.graceMs);
      try {
        return await ready(spec, options, { pid: child.pid, child, port, stop, clock: deps.clock });
      } catch (error) {
        await stop();
        throw error;
      }
    },
  };
}

async function ready(
  spec: ContenderSpec,
  options: StartOptions,
  made: {
    readonly pid: number;
    readonly child: ContenderChild;
    readonly port: number;
    readonly stop: () => Promise<void>;
    readonly clock: Clock;
  },
): Promise<RunningContender> {
  const { pid, child, port, clock } = made;
  const address = { host: HOST, port };
  const cpus = formatCpuList(options.cpus);
  await awaitReady(
    spec,
    child,
    address,
    { timeoutMs: options.readyTimeoutMs, signal: options.signal, cpus },
    clock,
    () => whereElse(pid, port),
  );

  const pinned = tasksetPath() !== null && options.cpus.length > 0;
  const notes = [
    spec.launch.process?.note ?? null,
    verifyListener(spec, pid, port),
    pinned ? null : `${spec.id} runs unpinned: this machine has no taskset to pin it with`,
  ].filter((note) => note !== null);
  const cpusVerified = pinned && verifyCpus(spec, pid, options.cpus);
  if (child.hasExited()) throw exitedAfterReady(spec, await child.exited, child.log);

  const told = child.telemetry.listening;
  const ownNode = spec.launch.process?.command[0] === 'node' ? process.version : null;
  const started = { node: told?.node ?? ownNode, workers: told?.workers.length ?? null, cpusVerified, notes };
  return processContender({ ...made, spec, address, started });
}

/** `node` is the very Node that runs the lab, so that all contenders and the generator run on one. */
function programOf([program = '', ...args]: readonly string[]): string[] {
  return [program === 'node' ? process.execPath : program, ...args];
}

/** Minimal and explicit: nothing of the lab's own environment reaches a contender but PATH. */
function launchEnv(
  spec: ContenderSpec,
  launch: ProcessLaunch,
  port: number,
  deps: ProcessRuntimeDeps,
): Record<string, string> {
  const path = deps.path ?? process.env['PATH'] ?? '/usr/bin:/bin';
  const isOwn = spec.contract === undefined && deps.root !== undefined;
  return {
    PATH: isOwn ? ownPath(path, { cwd: launch.cwd, root: deps.root }) : path,
    NODE_ENV: 'production',
    ...launch.env,
    ...spec.settings,
    HOST,
    PORT: String(port),
  };
}
