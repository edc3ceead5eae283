import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { prepareContenders } from '../../src/adapters/process/prepare-contenders.ts';
import { processRuntime } from '../../src/adapters/process/process-runtime.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import type { RunningContender } from '../../src/ports/contender-runtime.ts';
import { cpus, folders, root } from './truth-lab.ts';

const noGuard = {
  watch: () => undefined,
  forget: () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};

/** A service on our runtime, as the lab starts it on the server CPU; both it and its folder are gone after `use`. */
export async function withContender<T>(
  service: { readonly id: string; readonly entry: string; readonly workers: number },
  use: (contender: RunningContender) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'framework-lab-truth-'));
  try {
    const bare: ContenderSpec = {
      id: service.id,
      name: service.id,
      role: 'yardstick',
      launch: {
        process: {
          command: ['node', join(root, service.entry)],
          cwd: root,
          env: {},
          telemetry: true,
        },
      },
      readinessPath: '/healthz',
      settings: { WORKERS: String(service.workers) },
      source: 'test',
    };
    const [spec = bare] = await prepareContenders([bare], folders);
    const runtime = processRuntime({ clock: systemClock, guard: noGuard, path: process.env['PATH'] });
    await using contender = await runtime.start(spec, {
      cpus: cpus.server,
      launchName: `${service.id}-1`,
      logFile: join(folder, 'contender.log'),
      readyTimeoutMs: 20_000,
      signal: new AbortController().signal,
    });
    return await use(contender);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
