import cluster from 'node:cluster';
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { isMainThread, threadId } from 'node:worker_threads';
import { type FromThread, PROFILER_SOCKET, type ToThread } from '@framework-lab/protocol/profiler-messages';

/**
 * Loaded by Node before a profiled program, in each of its processes and threads (`--require` in
 * NODE_OPTIONS): it samples its own thread when the lab says so. It must neither keep a program alive nor
 * end it, so everything is unreferenced and no error gets out.
 */
const socket = createConnection(process.env[PROFILER_SOCKET] ?? '');
socket.unref();
socket.on('error', () => undefined);

let sampling: { readonly session: Session; readonly file: string } | null = null;

createInterface({ input: socket }).on('line', (line) => obey(JSON.parse(line) as ToThread));
process.on('exit', () => {
  try {
    stop();
  } catch {
    // No room for the file: the lab says that it is missing.
  }
});
say({ kind: 'here', pid: process.pid, thread: threadId, role: role() });

function role(): 'worker' | 'main' | 'thread' {
  if (!isMainThread) return 'thread';
  return cluster.isWorker ? 'worker' : 'main';
}

function obey(order: ToThread): void {
  try {
    if (order.kind === 'stop') stop();
    else start(order);
    say({ kind: order.kind === 'stop' ? 'written' : 'started' });
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

function start({ intervalUs, file }: Extract<ToThread, { kind: 'start' }>): void {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: intervalUs });
  session.post('Profiler.start');
  sampling = { session, file };
}

/** Also at the end of the thread, which then cannot wait: a session to the own thread answers at once. */
function stop(): void {
  if (sampling === null) return;
  const { session, file } = sampling;
  sampling = null;
  session.post('Profiler.stop', (error, { profile }) => {
    if (error !== null) throw error;
    writeFileSync(`${file}.writing`, JSON.stringify(profile));
    renameSync(`${file}.writing`, file);
  });
  session.disconnect();
}

function say(message: FromThread): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
