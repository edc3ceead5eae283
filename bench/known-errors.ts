import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service whose every 50th answer is a 503: of 10,000 requests exactly 200, wherever it begins to count. Prints its port. */
const EVERY = 50;
let served = 0;

const server = createServer((_request, response) => {
  served += 1;
  response.statusCode = served % EVERY === 0 ? 503 : 200;
  response.end('{"message":"hello, world"}');
});
server.listen(0, '127.0.0.1', 2048, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
