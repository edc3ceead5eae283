import { createServer } from 'node:http';
import { redis } from './redis.mjs';

const db = redis(process.env.DB_HOST ?? '127.0.0.1');
await db.ready;

/** Some milliseconds of work that the database does itself: what a report over many rows is elsewhere. */
const REPORT = 'local sum = 0 for i = 1, 200000 do sum = (sum + i) % 1000003 end return sum';

const server = createServer(async (request, response) => {
  const user = /^\/users\/(\d+)$/.exec(request.url)?.[1];
  if (request.url === '/health') return answer(response, 200, { status: 'ok' });
  if (request.url === '/report') return answer(response, 200, { sum: await db.ask('EVAL', REPORT, '0') });
  if (request.method === 'POST' && user !== undefined) {
    return answer(response, 200, { visits: Number(await db.ask('INCR', `visits:${user}`)) });
  }
  const name = user === undefined ? null : await db.ask('GET', `user:${user}`);
  if (name === null) return answer(response, 404, { error: 'no such user' });
  answer(response, 200, { id: Number(user), name });
});

function answer(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

server.listen(3000, '0.0.0.0', () => process.stdout.write('listening on 3000\n'));
process.on('SIGTERM', () => process.exit(0));
