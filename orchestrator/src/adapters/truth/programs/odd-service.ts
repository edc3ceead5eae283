import cluster from 'node:cluster';
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { serve } from '@framework-lab/service-runtime/serve';

/** A contender whose bottleneck is known by construction: one route for each cause, and `/` for none. */
const ROUTES: Readonly<Record<string, (response: ServerResponse) => void | Promise<void>>> = {
  /** Computes, by its own CPU clock: the same work however many share the CPU. */
  '/spin': (response) => {
    const before = process.cpuUsage();
    while (cpuMsSince(before) < 4);
    response.end('{}');
  },
  /** Holds its event loop and uses no CPU. */
  '/block': (response) => {
    block(20);
    response.end('{}');
  },
  '/silence': () => undefined,
  /** One at a time: the others wait for the lock, and nobody computes. */
  '/lock': async (response) => {
    const before = lock;
    const { promise, resolve: unlock } = Promise.withResolvers<void>();
    lock = promise;
    await before;
    await sleep(20);
    unlock();
    response.end('{}');
  },
  /** The first worker is slow, its neighbours are not. */
  '/uneven': (response) => {
    if (cluster.worker?.id === 1) block(30);
    response.end('{}');
  },
  /** Every 50th has to wait for a long collection. */
  '/collect': (response) => {
    if (collectors++ % 50 === 0) collectForLong();
    response.end('{}');
  },
};

const nothing = new Int32Array(new SharedArrayBuffer(4));
let lock: Promise<void> = Promise.resolve();
let collectors = 0;
let collect: (() => void) | null = null;
/** What a collection has to look at. */
const kept: object[] = [];
const COLLECTION_MS = 120;

function block(forMs: number): void {
  Atomics.wait(nothing, 0, 0, forMs);
}

/** The first time it also keeps as much as makes a collection long on this machine. */
function collectForLong(): void {
  if (collect !== null) {
    collect();
    return;
  }
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  for (let tookMs = 0; tookMs < COLLECTION_MS; ) {
    for (let i = 0; i < 400_000; i++) kept.push({ i });
    const before = process.cpuUsage();
    gc();
    tookMs = cpuMsSince(before);
  }
  collect = gc;
}

function cpuMsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

serve('odd-service', () =>
  createServer((request, response) => {
    const route = ROUTES[request.url ?? ''];
    if (route === undefined) response.end('{}');
    else void route(response);
  }),
);
