import type { AddressInfo } from 'node:net';
import type { FromNullResponder } from '@framework-lab/protocol/probe-messages';
import { endWithInput, hasInput } from '../end-with-input.ts';
import { nullResponder } from './responder.ts';

/** Connections of a step are opened all at once. */
const BACKLOG = 4096;

const { HOST = '127.0.0.1', PORT = '0' } = process.env;
const server = nullResponder();
server.listen({ host: HOST, port: Number(PORT), backlog: BACKLOG }, () => {
  const { port } = server.address() as AddressInfo;
  const message: FromNullResponder = { type: 'listening', port };
  process.stdout.write(`${JSON.stringify(message)}\n`);
});
process.on('SIGTERM', () => process.exit(0));
// As a child of the lab it ends with it; as a container it has no stdin, and the lab removes it.
if (hasInput()) {
  endWithInput();
  process.stdin.resume();
}
