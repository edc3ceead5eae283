import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Fate, ServedRequest, VirtualService } from '../../../domain/truth/virtual-service.ts';

/**
 * A process of its own: a service whose truth is known by construction. Requests queue for one
 * server in virtual time, `finish = max(arrival, finish before) + S`, and are answered when that
 * time has come; an answer that goes out late delays no other. Keeps its own record of every
 * request. Started with a `VirtualService` as JSON; prints its port; prints its record, and
 * begins a new one, for every line on stdin; ends when stdin does.
 */
const service: VirtualService = JSON.parse(process.argv[2] as string);
const OK = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
const ERROR = Buffer.from('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 5\r\n\r\nerror');
const TOO_MANY = Buffer.from('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 4\r\n\r\nwait');
/** Half of what its head promises. */
const HALF = OK.subarray(0, OK.length - 1);
/** Closer than this a timer may be too late. */
const TIMER_REACH_MS = 1.5;

interface Pending {
  readonly socket: Socket;
  readonly arrivalMs: number;
  readonly finishMs: number;
  readonly fate: Fate;
}

let record: ServedRequest[] = [];
const pending: Pending[] = [];
const sockets = new Set<Socket>();
let served = 0;
let freeAtMs = 0;
let tokens = 0;
let tokensAtMs = performance.now();
let isPumping = false;
let randomState = service.seed ?? 1;
const startedMs = performance.now();

/** Mulberry32, 0 to 1. */
function random(): number {
  randomState = (randomState + 0x6d2b79f5) | 0;
  let t = Math.imul(randomState ^ (randomState >>> 15), 1 | randomState);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

function arrive(socket: Socket): void {
  const arrivalMs = performance.now();
  served++;
  const fate = fateOf(arrivalMs);
  if (fate === 'limited') {
    answer({ socket, arrivalMs, finishMs: arrivalMs, fate });
    return;
  }
  const meanMs = 1000 / service.capacityPerSec;
  const workMs = service.work === 'fixed' ? meanMs : -meanMs * Math.log(1 - random());
  freeAtMs = afterStall(Math.max(arrivalMs, freeAtMs)) + workMs;
  pending.push({ socket, arrivalMs, finishMs: freeAtMs, fate });
  if (!isPumping) pump();
}

function fateOf(nowMs: number): Fate {
  const every = (n: number | undefined): boolean => n !== undefined && served % n === 0;
  if (every(service.errorEvery)) return 'error';
  if (every(service.resetEvery)) return 'reset';
  if (every(service.halfEvery)) return 'half';
  if (service.bucket === undefined) return 'ok';
  const { perSec, size } = service.bucket;
  tokens = Math.min(size, tokens + ((nowMs - tokensAtMs) * perSec) / 1000);
  tokensAtMs = nowMs;
  if (tokens < 1) return 'limited';
  tokens -= 1;
  return 'ok';
}

/** Work that would begin in a stall begins when it is over. */
function afterStall(atMs: number): number {
  if (service.stall === undefined) return atMs;
  const { everyMs, forMs } = service.stall;
  const phaseMs = (atMs - startedMs) % everyMs;
  return phaseMs < forMs ? atMs + forMs - phaseMs : atMs;
}

function pump(): void {
  isPumping = false;
  for (let next = pending[0]; next !== undefined; next = pending[0]) {
    const waitMs = next.finishMs - performance.now();
    if (waitMs > 0) {
      isPumping = true;
      if (waitMs <= TIMER_REACH_MS && service.exact) setImmediate(pump);
      else setTimeout(pump, Math.max(1, Math.floor(waitMs - 1)));
      return;
    }
    pending.shift();
    answer(next);
  }
}

function answer({ socket, arrivalMs, finishMs, fate }: Pending): void {
  record.push([arrivalMs, finishMs, performance.now(), fate]);
  if (fate === 'reset') socket.resetAndDestroy();
  else if (fate === 'half') socket.end(HALF);
  else socket.write(fate === 'ok' ? OK : fate === 'error' ? ERROR : TOO_MANY);
}

const server = createServer({ noDelay: true }, (socket) => {
  // The generator has one request open on a connection, and small ones come in one piece.
  socket.on('data', () => arrive(socket));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => sockets.delete(socket));
  sockets.add(socket);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as { port: number }).port}\n`);
});
createInterface({ input: process.stdin })
  .on('line', () => {
    process.stdout.write(`${JSON.stringify(record)}\n`);
    record = [];
  })
  .on('close', () => {
    pending.length = 0;
    server.close();
    for (const socket of sockets) socket.destroy();
  });
