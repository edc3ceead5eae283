import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { RequestCounter } from './request-counter.ts';

/** How long a connection must have been quiet before a stopping worker closes it. */
const QUIET_MS = 200;
const LOOK_EVERY_MS = 25;

export interface DrainOptions {
  /** After so long the drain ends whatever is still open. */
  readonly capMs: number;
  /** Also close all connections once nothing has been in flight for a moment. */
  readonly quickly: boolean;
}

/**
 * Stops accepting, answers what is asked on open connections with `Connection: close`, and ends
 * when the last one is gone. True when all of it was answered, false when the cap came first.
 *
 * Idle connections are not closed at once: a request may be on its way on one of them, and closing
 * under it is what cost 70 errors per recycle (facts.md). So it must be net.Server's close:
 * http.Server's would close them.
 */
export async function drain(
  server: Server,
  counter: RequestCounter,
  options: DrainOptions,
): Promise<boolean> {
  counter.closeAfterAnswers();
  const closed = new Promise<true>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve(true));
  });
  const { promise: capped, resolve: cap } = Promise.withResolvers<false>();
  const capTimer = setTimeout(() => cap(false), options.capMs);
  const quietTimer = options.quickly ? closeWhenQuiet(server, counter) : undefined;
  const answered = await Promise.race([closed, capped]);
  clearTimeout(capTimer);
  clearInterval(quietTimer);
  return answered || counter.inFlight === 0;
}

function closeWhenQuiet(server: Server, counter: RequestCounter): NodeJS.Timeout {
  let seen = counter.completed;
  let quietSinceMs = performance.now();
  return setInterval(() => {
    const nowMs = performance.now();
    if (counter.inFlight > 0 || counter.completed !== seen) {
      seen = counter.completed;
      quietSinceMs = nowMs;
    } else if (nowMs - quietSinceMs >= QUIET_MS) {
      // All, not the idle ones: to Node a connection that never sent a request is not idle.
      server.closeAllConnections();
    }
  }, LOOK_EVERY_MS);
}
