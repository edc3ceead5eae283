import { PROFILER_ORDER, type ProfilerOrder } from '@framework-lab/protocol/profiler-messages';
import type { ContenderSpec } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProfiledContender, Profiler } from '../../ports/profilers.ts';
import type { BundleOrder } from '../process/bundle.ts';
import { frameLocator } from './frame-locator.ts';
import { moveSamplers } from './move-samplers.ts';
import { readProfiles } from './read-profiles.ts';
import { openThreadHub } from './thread-hub.ts';

/** V8's own default. Finer ones cost the service more and say the same of what takes a share of the time. */
const INTERVAL_US = 1000;

const SHARED_CPU =
  'The profiler shares the service’s CPUs: it finds a thread idle, or in a system call, more often than it was. Shares of what only computes are too small.';

export interface NodeProfilerDeps {
  readonly clock: Clock;
  readonly folders: Pick<BundleOrder, 'root'>;
  readonly stateDir: string;
  /** Path of the program that Node loads in every thread of the contender. */
  readonly threadProgram: () => Promise<string>;
}

/**
 * V8's CPU profiler in every thread of a Node program, by `node:inspector`. The service needs no change and
 * runs the very bundle that is measured: Node loads our program before it. `--cpu-prof` would not do: it
 * writes at a normal exit only, which a plain server never comes to.
 */
export function nodeProfiler({ clock, folders, stateDir, threadProgram }: NodeProfilerDeps): Profiler {
  return {
    name: 'V8’s CPU profiler',
    intervalUs: INTERVAL_US,
    knowsTime: true,
    notes: [
      'Samples are of wall time: a thread that waited for its CPU is counted where it stood. The threads of V8 (collector, compiler) and of libuv are not sampled.',
    ],
    start: async ({ contenders, spec, source, options, folder, samplerCpus }): Promise<ProfiledContender> => {
      const program = await threadProgram();
      const locate = await frameLocator({ spec, source, folders, profilerProgram: program });
      await using stack = new AsyncDisposableStack();
      let areMoved = true;
      const hub = stack.use(
        await openThreadHub(stateDir, (pid) => {
          areMoved = moveSamplers(pid, samplerCpus) && areMoved;
        }),
      );
      const order: ProfilerOrder = { socketPath: hub.socketPath, folder, intervalUs: INTERVAL_US };
      const started = stack.use(await contenders.start(withProfiler(spec, program, order), options));
      const held = stack.move();
      return {
        contender: { ...started, spec },
        begin: async () => {
          if (hub.threads.length === 0) throw nobodyHere();
        },
        end: async ({ fromMs, toMs }) => {
          // Both are readings of the same clock of the system; they differ in when they began to count.
          const offsetUs = Number(process.hrtime.bigint() / 1000n) - clock.nowMs() * 1000;
          const window = { fromUs: fromMs * 1000 + offsetUs, toUs: toMs * 1000 + offsetUs };
          const read = await readProfiles(hub.threads, { folder, window, intervalUs: INTERVAL_US, locate });
          const isApart = areMoved && !samplerCpus.some((cpu) => options.cpus.includes(cpu));
          return isApart ? read : { ...read, notes: [...read.notes, SHARED_CPU] };
        },
        [Symbol.asyncDispose]: () => held.disposeAsync(),
      };
    },
  };
}

/** In the settings, which win over what the launch brings. */
function withProfiler(spec: ContenderSpec, program: string, order: ProfilerOrder): ContenderSpec {
  const own = spec.settings['NODE_OPTIONS'] ?? spec.launch.process?.env['NODE_OPTIONS'] ?? '';
  // Node reads quotes and backslashes in NODE_OPTIONS.
  const quoted = `"${program.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const NODE_OPTIONS = `${own} --require ${quoted}`.trim();
  return { ...spec, settings: { ...spec.settings, NODE_OPTIONS, [PROFILER_ORDER]: JSON.stringify(order) } };
}

function nobodyHere(): LabError {
  return new LabError('LAB_PROFILER_FAILED', 'No thread of the contender could be profiled.', {
    seen: [['why', 'none has loaded the profiler: what was started runs no Node, or clears NODE_OPTIONS']],
    fix: ['start the service by its own command: node server.js'],
  });
}
