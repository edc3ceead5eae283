import { setTimeout as sleep } from 'node:timers/promises';
import { dummy, health, waited } from '@framework-lab/contract/answers';
import { digest } from '@framework-lab/contract/digest';
import { feed } from '@framework-lab/contract/feed';
import { ITEM_FIELDS, item } from '@framework-lab/contract/items';
import type { Order } from '@framework-lab/contract/orders';
import { receipt } from '@framework-lab/contract/orders';
import type { FastifyInstance } from 'fastify';
import { allowOnly } from './errors.ts';
import * as schemas from './schemas.ts';

export function addRoutes(app: FastifyInstance): void {
  app.get('/healthz', answering(schemas.HEALTH), (_request, reply) => {
    reply.send(health());
  });
  app.get('/api/dummy', answering(schemas.DUMMY), (_request, reply) => {
    reply.send(dummy());
  });
  app.get<{ Params: { id: string }; Querystring: { fields?: string } }>(
    '/api/items/:id',
    {
      schema: {
        params: schemas.ITEM_PARAMS,
        querystring: schemas.ITEM_QUERY,
        response: { 200: schemas.ITEM },
      },
    },
    (request, reply) => {
      const full = item(Number(request.params.id));
      const names = request.query.fields?.split(',');
      if (!names) return reply.send(full);
      const chosen = ITEM_FIELDS.filter((field) => names.includes(field));
      return reply.send(Object.fromEntries(chosen.map((field) => [field, full[field]])));
    },
  );
  app.post<{ Body: Order }>(
    '/api/orders',
    { schema: { body: schemas.ORDER_BODY, response: { 201: schemas.RECEIPT } } },
    (request, reply) => {
      reply.code(201).send(receipt(request.body));
    },
  );
  app.get<{ Querystring: { count: string } }>(
    '/api/feed',
    asking('count', schemas.FEED),
    (request, reply) => {
      reply.send(feed(Number(request.query.count)));
    },
  );
  app.get<{ Querystring: { ms: string } }>('/api/wait', asking('ms', schemas.WAITED), async (request) => {
    const ms = Number(request.query.ms);
    await sleep(ms);
    return waited(ms);
  });
  app.get<{ Querystring: { rounds: string } }>(
    '/api/hash',
    asking('rounds', schemas.DIGEST),
    (request, reply) => {
      reply.send(digest(Number(request.query.rounds)));
    },
  );
  for (const url of ['/healthz', '/api/dummy', '/api/items/:id', '/api/feed', '/api/wait', '/api/hash']) {
    allowOnly(app, url, 'GET, HEAD');
  }
  allowOnly(app, '/api/orders', 'POST');
}

function answering(response: object) {
  return { schema: { response: { 200: response } } };
}

function asking(name: 'count' | 'ms' | 'rounds', response: object) {
  return { schema: { querystring: schemas.numberQuery(name), response: { 200: response } } };
}
