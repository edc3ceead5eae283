import cluster from 'node:cluster';
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isMainThread, threadId } from 'node:worker_threads';
import {
  type FromThread,
  PROFILER_ORDER,
  type ProfilerOrder,
} from '@framework-lab/protocol/profiler-messages';

/**
 * Loaded by Node before a profiled program, in each of its processes and threads (`--require` in
 * NODE_OPTIONS). It must neither keep a program alive nor end it, so everything is unreferenced and no error
 * gets out. It samples from the beginning: code that was compiled before its start V8's profiler does not know
 * all of (not that of loops that were replaced while they ran), and it blames the caller for it.
 */
const order = JSON.parse(process.env[PROFILER_ORDER] ?? '') as ProfilerOrder;
const { id, name } = ownName();

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: order.intervalUs });
session.post('Profiler.start');
let isSampling = true;

const socket = createConnection(order.socketPath);
socket.unref();
socket.on('error', () => undefined);
createInterface({ input: socket }).on('line', () => say(written()));
process.on('exit', written);
say({ kind: 'here', pid: process.pid, id, name });

function ownName(): { readonly id: string; readonly name: string } {
  const { pid } = process;
  if (!isMainThread) return { id: `thread-${threadId}-of-${pid}`, name: `thread ${threadId} of ${pid}` };
  const role = cluster.isWorker ? 'worker' : 'main';
  return { id: `${role}-${pid}`, name: `${role} ${pid}` };
}

/** At once, since a thread that ends cannot wait: a session to the own thread answers before `post` returns. */
function written(): FromThread {
  try {
    if (isSampling) {
      isSampling = false;
      session.post('Profiler.stop', (error, { profile }) => {
        if (error !== null) throw error;
        const file = join(order.folder, `${id}.cpuprofile`);
        writeFileSync(`${file}.writing`, JSON.stringify(profile));
        renameSync(`${file}.writing`, file);
      });
    }
    return { kind: 'written' };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function say(message: FromThread): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
