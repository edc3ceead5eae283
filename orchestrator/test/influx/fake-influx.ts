import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { merged, type ParsedLine } from './line-parser.ts';

type Answer = (lines: readonly string[], response: ServerResponse) => void | Promise<void>;

/**
 * A real HTTP server that takes points as InfluxDB does, and misbehaves on demand: what a database
 * that is slow, full or broken does cannot be asked of a real one.
 */
export class FakeInflux implements AsyncDisposable {
  /** Every line it said yes to, in order. */
  readonly taken: string[] = [];
  readonly batches: number[] = [];
  readonly queries: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  readonly paths: string[] = [];
  /** What it does with a write; put another one in its place to break it. */
  answer: Answer = (lines, response) => this.accept(lines, response);
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get points(): Map<string, ParsedLine> {
    return merged(this.taken);
  }

  accept(lines: readonly string[], response: ServerResponse): void {
    this.taken.push(...lines);
    response.writeHead(204).end();
  }

  static refuse(status: number, error: string): Answer {
    return (_lines, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    };
  }

  /** On the port it had before, if it had one. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#serve(request, response));
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** As a crash does it: connections break, whatever is on them. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    this.paths.push(request.url ?? '');
    this.headers.push(request.headers);
    if (request.url?.includes('/query')) {
      this.queries.push(new URLSearchParams(body.toString()).get('q') ?? '');
      response.writeHead(200).end('{"results":[{"statement_id":0}]}');
      return;
    }
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
    const lines = text.split('\n').filter((line) => line !== '');
    this.batches.push(lines.length);
    await this.answer(lines, response);
  }
}
