import { createServer, type ServerResponse } from 'node:http';

/**
 * A service without the lab's runtime that answers in batches, every 40 ms, wants a new connection for
 * every request, and has a listen backlog of 1. It computes for a moment after a batch, and its clients all
 * come back meanwhile: one or two find a place, the SYN of the others is thrown away. With room for
 * them nobody would wait for longer than 45 ms.
 */
const BATCH_MS = 40;
const BUSY_MS = 5;
let waiting: ServerResponse[] = [];

setInterval(() => {
  const batch = waiting;
  waiting = [];
  for (const response of batch) response.writeHead(200, { Connection: 'close' }).end('{}');
  // When what was written is on its way.
  process.nextTick(compute);
}, BATCH_MS);

function compute(): void {
  const until = performance.now() + BUSY_MS;
  while (performance.now() < until);
}

const { HOST = '127.0.0.1', PORT = '0' } = process.env;
createServer((_request, response) => {
  waiting.push(response);
}).listen({ host: HOST, port: Number(PORT), backlog: 1 });
