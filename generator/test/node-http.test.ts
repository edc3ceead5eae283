import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import type { RequestOrder } from '@framework-lab/protocol/load';
import { describe, expect, it } from 'vitest';
import { Random } from '../src/random.ts';
import { getOrder, stepOrder } from './support/orders.ts';
import { expectBalanced, runStep } from './support/run-step.ts';

interface Answer {
  readonly status: number;
  readonly body: Buffer;
  readonly isHead: boolean;
  readonly give: (response: ServerResponse) => void;
}

const STATUSES = [200, 201, 202, 203, 206, 226, 301, 400, 404, 418, 500, 503];

/** A seeded answer in one of the ways in which Node's own server frames a response. */
function answerOf(seed: number): Answer {
  const random = new Random(seed);
  const parts = Array.from({ length: 1 + random.below(5) }, () =>
    Buffer.alloc(random.below(6000), seed & 255),
  );
  const bodiless = random.next() < 0.15;
  const status = bodiless
    ? random.next() < 0.5
      ? 204
      : 304
    : (STATUSES[random.below(STATUSES.length)] as number);
  const isHead = !bodiless && random.next() < 0.15;
  const [chunked, trailers, interim, closes] = Array.from({ length: 4 }, () => random.next() < 0.4);
  // Node refuses to announce trailers where there can be no body.
  const hasTrailers = trailers && !bodiless && !isHead;
  const body = bodiless || isHead ? Buffer.alloc(0) : Buffer.concat(parts);
  const give = (response: ServerResponse): void => {
    if (interim) response.writeContinue();
    response.statusCode = status;
    response.setHeader('X-Padding', 'p'.repeat(random.below(300)));
    if (closes && random.next() < 0.3) response.setHeader('Connection', 'close');
    if (!chunked) {
      response.end(Buffer.concat(parts));
      return;
    }
    if (hasTrailers) response.setHeader('Trailer', 'X-Sum');
    const writeFrom = (at: number): void => {
      if (at < parts.length) response.write(parts[at] as Buffer, () => setImmediate(() => writeFrom(at + 1)));
      else {
        if (hasTrailers) response.addTrailers({ 'X-Sum': '1' });
        response.end();
      }
    };
    writeFrom(0);
  };
  return { status, body, isHead, give };
}

describe("against Node's own server", () => {
  it('reads every framing under load: status, length and hash of each body', async () => {
    const answers = Array.from({ length: 120 }, (_, seed) => answerOf(seed));
    let served = 0;
    const server = createServer((request: IncomingMessage, response) => {
      served++;
      answers[Number((request.url as string).slice(1))]?.give(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const requests: RequestOrder[] = answers.map(({ status, body, isHead }, i) =>
      getOrder(
        `answer ${i}`,
        `/${i}`,
        { statuses: [status], bodyLength: body.length, bodyCrc32: crc32(body) },
        1,
        isHead ? 'HEAD' : 'GET',
      ),
    );
    const { port } = server.address() as AddressInfo;
    const seen = await runStep(
      stepOrder(port, { requests, ratePerSec: 800, durationMs: 1500, timeoutMs: 5000, connections: 16 }),
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expectBalanced(seen);
    const wrong = Object.entries(seen.result.byRequest).filter(([, { ok, sent }]) => ok !== sent);
    expect(wrong).toEqual([]);
    expect(seen.result.counts).toMatchObject({ planned: 1200, sent: served, ok: served });
    // A machine that is held up drops some; every framing is still met.
    expect(served).toBeGreaterThan(600);
  });
});
