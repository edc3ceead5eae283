import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { PageEvent } from '../../ports/page-server.ts';
import { pageHeaders } from './page-headers.ts';

/** A client that takes nothing for so long is gone, whatever its connection says. */
const STUCK_MS = 60_000;
/** So often something is sent where nothing happens, as in a run that was killed: silence is not being stuck. */
const STILL_HERE_MS = 15_000;

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
  const stillHere = setInterval(() => {
    // To who has not taken what came before it would hide that they are stuck.
    if (response.writableLength === 0) response.write(': still here\n\n');
  }, STILL_HERE_MS);
  try {
    for await (const event of events) {
      if (signal.aborted) return;
      if (!response.write(frame(event))) await once(response, 'drain', { signal });
    }
    response.end();
  } finally {
    clearInterval(stillHere);
  }
}

function frame({ name, data }: PageEvent): string {
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `event: ${name}\n${lines.join('')}\n`;
}
