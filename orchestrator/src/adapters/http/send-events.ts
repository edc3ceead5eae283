import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { PageEvent } from '../../ports/page-server.ts';
import { pageHeaders } from './page-headers.ts';

/** A client that takes nothing for so long is gone, whatever its connection says. */
const STUCK_MS = 60_000;

/**
 * Server-sent events (HTML standard, 9.2). The next event is asked for when the client has taken the one
 * before, so that a slow client costs one event of memory and misses those in between.
 */
export async function sendEvents(
  response: ServerResponse,
  events: AsyncIterable<PageEvent>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { ...pageHeaders(false), 'content-type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  response.setTimeout(STUCK_MS, () => response.destroy());
  for await (const event of events) {
    if (signal.aborted) return;
    if (!response.write(frame(event))) await once(response, 'drain', { signal });
  }
  response.end();
}

function frame({ name, data }: PageEvent): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${name}\n${lines.join('')}\n`;
}
