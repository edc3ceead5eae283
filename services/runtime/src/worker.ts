import cluster from 'node:cluster';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { CpuSurcharge } from './cpu-surcharge.ts';
import { drain } from './draining.ts';
import { beatEveryMs } from './heartbeat.ts';
import type { WorkerOrder, WorkerReport } from './messages.ts';
import { MAX_REQUESTS_OF_WORKER } from './messages.ts';
import { OwnThreads } from './own-threads.ts';
import { RequestCounter } from './request-counter.ts';
import { applyServerSettings, BACKLOG } from './server-settings.ts';
import type { Settings } from './settings.ts';
import { WorkerSampler } from './worker-sampler.ts';

/** A worker waits so long for the supervisor to note its final count. */
const FAREWELL_MS = 1_000;

/** Serves until told to drain. The supervisor alone decides when a worker ends. */
export async function runWorker(
  createServer: () => Server | Promise<Server>,
  settings: Settings,
): Promise<void> {
  ignoreSignalsToTheGroup();
  const beat = setInterval(() => report({ kind: 'beat' }), beatEveryMs(settings.workerTimeoutS) || 1_000);
  beat.unref();
  const threads = new OwnThreads();
  try {
    const server = await createServer();
    applyServerSettings(server, settings);
    const counter = new RequestCounter(server, {
      wornAfter: Number(process.env[MAX_REQUESTS_OF_WORKER] ?? 0),
      onWorn: () => report({ kind: 'worn' }),
      closing: settings.keepAliveS === 0,
    });
    process.on('exit', () => report({ kind: 'last-count', completed: counter.completed }));
    const surcharge = settings.extraCpuShare > 0 ? new CpuSurcharge(settings.extraCpuShare) : null;
    surcharge?.follow(counter);
    const sampler = new WorkerSampler({ server, counter, surcharge, threads });
    process.on('message', (order: WorkerOrder) => void obey(order, { server, counter, sampler, settings }));
    server.listen({
      host: settings.host,
      port: settings.port,
      backlog: BACKLOG,
      reusePort: settings.balance === 'reuseport',
    });
    await once(server, 'listening');
    report({ kind: 'ready' });
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    process.stderr.write(`${error instanceof Error ? error.stack : message}\n`);
    report({ kind: 'failed', message }, () => process.exit(1));
  }
}

interface Serving {
  readonly server: Server;
  readonly counter: RequestCounter;
  readonly sampler: WorkerSampler;
  readonly settings: Settings;
}

async function obey(order: WorkerOrder, serving: Serving): Promise<void> {
  const { server, counter, sampler, settings } = serving;
  switch (order.kind) {
    case 'sample':
      report({ kind: 'sample', ask: order.ask, sample: await sampler.sample(order.reset) });
      return;
    case 'drain':
      await drain(server, counter, { capMs: settings.gracefulTimeoutS * 1_000, quickly: order.quickly });
      report({ kind: 'drained', sample: await sampler.sample(false) });
      setTimeout(() => process.exit(0), FAREWELL_MS);
      return;
    case 'exit':
      process.exit(0);
  }
}

function report(message: WorkerReport, sent: () => void = () => {}): void {
  // The supervisor may be gone; then cluster ends this worker on `disconnect`.
  if (process.connected) cluster.worker?.send(message, sent);
  else sent();
}

// Ctrl-C and `kill -- -group` reach the workers too. They would die with requests in their hands;
// the supervisor gets the same signal and drains them. SIGUSR2 would end a worker as well.
function ignoreSignalsToTheGroup(): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGUSR2'] as const) process.on(signal, () => {});
}
