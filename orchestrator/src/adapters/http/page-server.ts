import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { LabError } from '../../domain/errors.ts';
import type { Answer, OpenPages, PageReply, PageServer } from '../../ports/page-server.ts';
import { pageHeaders } from './page-headers.ts';
import { refusal } from './refusal.ts';
import { sendEvents } from './send-events.ts';

const LOOPBACK = '127.0.0.1';
/** More than people watch one run; a browser opens six at most. */
const MOST_CONNECTIONS = 64;

export const pageServer: PageServer = {
  async listen(port, answer) {
    const server = createServer((request, response) => {
      void respond(request, response, answer).catch(() => response.destroy());
    });
    server.maxConnections = MOST_CONNECTIONS;
    return opened(server, await listening(server, port));
  },
};

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { method, url = '', headers } = request;
  const no = refusal({ method, host: headers.host, url });
  if (no !== null) {
    send(response, no.status, 'text/plain', `${no.text}\n`, { ...pageHeaders(false), ...no.headers });
    return;
  }
  const [path = '', query = ''] = split(url);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const reply = await answer({ path, query: new URLSearchParams(query) });
  if (reply.kind === 'events' && method !== 'HEAD')
    await sendEvents(response, reply.follow(gone.signal), gone.signal);
  else sendWhole(response, reply);
}

function sendWhole(response: ServerResponse, reply: PageReply): void {
  switch (reply.kind) {
    case 'text':
      send(response, reply.status, `text/${reply.type}`, reply.text, pageHeaders(reply.isWhole === true));
      return;
    case 'moved':
      send(response, 302, 'text/plain', '', { ...pageHeaders(false), location: reply.to });
      return;
    case 'events':
      send(response, 200, 'text/event-stream', '', pageHeaders(false));
      return;
  }
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8` });
  // Node leaves the body out where HEAD was asked.
  response.end(text);
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function listening(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(port, error)));
    server.listen({ host: LOOPBACK, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function opened(server: Server, port: number): OpenPages {
  return {
    url: `http://${LOOPBACK}:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Whoever still watches would hold it open for ever.
      server.closeAllConnections();
      await closed;
    },
  };
}

function cannotListen(port: number, cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'EADDRINUSE') {
    return new LabError(
      'LAB_PORT_IN_USE',
      `Port ${port}, which the page is to be served on, is already in use.`,
      {
        fix: ['give another one, or leave --port out: a free one is taken'],
        cause,
      },
    );
  }
  if (cause.code !== 'EACCES') return cause;
  return new LabError('LAB_VALUE_INVALID', `This user may not listen on port ${port}.`, {
    fix: ['give one from 1,024 on, or leave --port out: a free one is taken'],
    cause,
  });
}
