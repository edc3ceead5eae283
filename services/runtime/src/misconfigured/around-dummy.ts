import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Does what it does, and has the framework answer once in between. */
export type Around = (answer: () => void) => Promise<void>;

/**
 * Puts something around `/api/dummy` and leaves every other route to the framework as it is: as asgiref's
 * adapter stood around Flask, it knows nothing of what it wraps. A client that goes away changes nothing,
 * as nothing told Flask either.
 */
export function aroundDummy(server: Server, around: Around): Server {
  const framework = server.listeners('request');
  server.removeAllListeners('request');
  return server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const answer = (): void => {
      for (const listener of framework) listener.call(server, request, response);
    };
    if (request.url?.split('?', 1)[0] === '/api/dummy') void around(answer);
    else answer();
  });
}
