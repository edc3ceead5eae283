import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { dummy, health, waited } from '@framework-lab/contract/answers';
import { digest } from '@framework-lab/contract/digest';
import { feed } from '@framework-lab/contract/feed';
import { INTERNAL_ERROR, METHOD_NOT_ALLOWED, NOT_FOUND } from '@framework-lab/contract/problems';
import { sendItem } from './item.ts';
import { takeOrder } from './order.ts';
import { queryNumber } from './query.ts';
import { sendJson, sendProblem } from './send.ts';

/** The yardstick: what these routes cost on Node with nothing in between. */
export function createServer(): Server {
  return createHttpServer((request, response) => {
    try {
      handle(request, response);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      sendProblem(response, INTERNAL_ERROR);
    }
  });
}

const ITEMS = '/api/items/';

function handle(request: IncomingMessage, response: ServerResponse): void {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? '' : url.slice(mark + 1);
  switch (path) {
    case '/api/dummy':
      if (isGet(request, response)) sendJson(response, 200, dummy());
      return;
    case '/healthz':
      if (isGet(request, response)) sendJson(response, 200, health());
      return;
    case '/api/feed':
      if (isGet(request, response)) {
        queryNumber(response, query, 'count', (count) => sendJson(response, 200, feed(count)));
      }
      return;
    case '/api/wait':
      if (isGet(request, response)) {
        queryNumber(response, query, 'ms', (ms) => setTimeout(() => sendJson(response, 200, waited(ms)), ms));
      }
      return;
    case '/api/hash':
      if (isGet(request, response)) {
        queryNumber(response, query, 'rounds', (rounds) => sendJson(response, 200, digest(rounds)));
      }
      return;
    case '/api/orders':
      if (isMethod(response, request.method === 'POST', 'POST')) takeOrder(request, response);
      return;
  }
  if (!path.startsWith(ITEMS) || path.length === ITEMS.length || path.includes('/', ITEMS.length)) {
    sendProblem(response, NOT_FOUND);
  } else if (isGet(request, response)) {
    sendItem(response, path.slice(ITEMS.length), query);
  }
}

function isGet(request: IncomingMessage, response: ServerResponse): boolean {
  return isMethod(response, request.method === 'GET' || request.method === 'HEAD', 'GET, HEAD');
}

function isMethod(response: ServerResponse, right: boolean, allow: string): boolean {
  if (!right) sendProblem(response, METHOD_NOT_ALLOWED, { Allow: allow });
  return right;
}
