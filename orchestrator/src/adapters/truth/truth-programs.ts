import { join } from 'node:path';
import type { ContenderSpec } from '../../domain/contender.ts';
import type { TruthProgram } from '../../domain/truth/truth-case.ts';
import type { ServedRequest } from '../../domain/truth/virtual-service.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TruthOptions, TruthPrograms, VirtualServer } from '../../ports/truth-programs.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { type BundleOrder, bundleEntry } from '../process/bundle.ts';
import { startTruthChild, type TruthChild } from './truth-child.ts';

/** A long record is a long line. */
const RECORD_TIMEOUT_MS = 10_000;
const OWN = 'orchestrator/src/adapters/truth/programs';
const CONTENDERS: Readonly<Record<TruthProgram, { readonly entry: string; readonly telemetry: boolean }>> = {
  'odd-service': { entry: `${OWN}/odd-service.ts`, telemetry: true },
  'small-backlog': { entry: `${OWN}/small-backlog.ts`, telemetry: false },
  'node-http': { entry: 'services/node-http/src/main.ts', telemetry: true },
};

export interface TruthProgramsDeps {
  readonly folders: Pick<BundleOrder, 'root' | 'buildDir' | 'fallbackDir'>;
  readonly clock: Clock;
}

/** Bundled as contenders are, so that they run wherever those do. */
export function truthPrograms({ folders, clock }: TruthProgramsDeps): TruthPrograms {
  const bundle = (name: string): Promise<string> =>
    bundleEntry({ ...folders, entry: join(folders.root, OWN, `${name}.ts`), name: `truth-${name}` });
  return {
    spec: (program, workers) => contenderSpec(folders.root, program, workers),
    startVirtualServer: async (service, options) =>
      startVirtualServer([await bundle('virtual-time-server'), JSON.stringify(service)], options),
    startHogs: async (count, options) => {
      const program = await bundle('hog');
      await using hogs = new AsyncDisposableStack();
      for (let i = 0; i < count; i++) hogs.use(await startTruthChild([program], options));
      return hogs.move();
    },
    freeze: async (pid, forMs, signal) => {
      process.kill(pid, 'SIGSTOP');
      try {
        await clock.sleep(forMs, signal);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
    },
  };
}

function contenderSpec(root: string, program: TruthProgram, workers: number): ContenderSpec {
  const { entry, telemetry } = CONTENDERS[program];
  return {
    id: `${program}-${workers}`,
    name: program,
    role: 'contender',
    launch: { process: { command: ['node', join(root, entry)], cwd: root, env: {}, telemetry } },
    readinessPath: '/healthz',
    settings: { WORKERS: String(workers) },
    source: 'validate',
  };
}

async function startVirtualServer(program: readonly string[], options: TruthOptions): Promise<VirtualServer> {
  type Server = TruthChild<'record', number | ServedRequest[]>;
  const started: Server = await startTruthChild(program, options);
  return {
    target: { address: '127.0.0.1', port: Number(started.said) },
    record: () => {
      const record = firstAnswer(
        started.child,
        (message) => (Array.isArray(message) ? message : undefined),
        RECORD_TIMEOUT_MS,
      );
      started.child.send('record');
      return record;
    },
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}
