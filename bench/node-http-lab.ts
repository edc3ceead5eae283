/** What a bench of the lab itself runs steps with: our yardstick in one worker, and the built-in generator. */
import { join, resolve } from 'node:path';
import { builtinGenerator } from '../orchestrator/src/adapters/builtin/builtin-generator.ts';
import { systemClock } from '../orchestrator/src/adapters/host/system-clock.ts';
import { bundleEntry } from '../orchestrator/src/adapters/process/bundle.ts';
import { prepareContenders } from '../orchestrator/src/adapters/process/prepare-contenders.ts';
import { processRuntime } from '../orchestrator/src/adapters/process/process-runtime.ts';
import type { ContenderSpec } from '../orchestrator/src/domain/contender.ts';
import type { ContenderRuntime, RunningContender } from '../orchestrator/src/ports/contender-runtime.ts';
import type { LoadGenerator } from '../orchestrator/src/ports/load-generator.ts';

const root = resolve(import.meta.dirname, '..');
const nothing = (): undefined => undefined;
const noGuard = { watch: nothing, forget: nothing, [Symbol.asyncDispose]: async () => undefined };
const command = ['node', join(root, 'services/node-http/src/main.ts')];
const nodeHttp: ContenderSpec = {
  id: 'node-http',
  name: 'node:http',
  role: 'yardstick',
  launch: { process: { command, cwd: root, env: {}, telemetry: true } },
  readinessPath: '/healthz',
  settings: { WORKERS: '1' },
  source: 'bench',
};

export interface NodeHttpLab {
  readonly runtime: ContenderRuntime;
  readonly generator: LoadGenerator;
  /** To be disposed of by who started it. */
  readonly contender: RunningContender;
}

/** `folder`: for its log, and for bundles where the project's own folder cannot be written. */
export async function startNodeHttp(
  folder: string,
  cpus: readonly number[],
  signal: AbortSignal,
): Promise<NodeHttpLab> {
  const folders = { root, buildDir: join(root, 'build'), fallbackDir: join(folder, 'build') };
  const bundle = () =>
    bundleEntry({ ...folders, entry: join(root, 'generator/src/main.ts'), name: 'generator' });
  const [spec = nodeHttp] = await prepareContenders([nodeHttp], folders);
  const runtime = processRuntime({ clock: systemClock, guard: noGuard, path: process.env['PATH'] });
  const start = { cpus, launchName: 'bench', logFile: join(folder, 'log'), readyTimeoutMs: 20_000 };
  const contender = await runtime.start(spec, { ...start, signal });
  return { runtime, contender, generator: builtinGenerator({ guard: noGuard, bundle }) };
}
