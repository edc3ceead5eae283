import type { CpuLayout } from '../domain/cpu-layout.ts';
import { LabError } from '../domain/errors.ts';
import type { Prepared, Runtime } from '../ports/runtime.ts';
import type { LabApp } from './lab-app.ts';

const PATIENCE_MS = 5000;
const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: null\r\n\r\n');

/**
 * Whether a runtime really works: a server of ours on the server CPUs is asked one thing over the
 * way that contenders will be asked. Once a sitting is enough. Throws what goes wrong.
 */
export async function proveRuntime(
  app: LabApp,
  runtime: Runtime,
  prepared: Prepared,
  cpus: CpuLayout,
  signal: AbortSignal,
): Promise<void> {
  const key = ['proven', runtime.name, runtime.description, cpus, prepared.images.map(({ id }) => id)];
  if (app.sitting.get(key) !== null) return;
  await using guard = await app.startGuard();
  await using opened = await runtime.open({
    runId: `trial-${app.freshSeed().toString(36)}`,
    guard,
    housekeepingCpus: cpus.housekeeping,
    signal,
  });
  await using responder = await opened.startNullResponder(cpus.server);
  const { address, port } = responder.target;
  const said = await opened.probe.exchange({ host: address, port }, REQUEST, 'GET', PATIENCE_MS).then(
    ({ status }) => (status === 200 ? null : `status ${status}`),
    (cause: unknown) => {
      if (cause instanceof LabError) throw cause;
      return cause instanceof Error ? cause.message : String(cause);
    },
  );
  if (said !== null) {
    throw new LabError('LAB_DOCKER_FAILED', 'One container could not ask another on an internal network.', {
      seen: [['said', said]],
      fix: ['look at the engine’s network settings, or use --runtime process'],
    });
  }
  app.sitting.put(key, true);
}
