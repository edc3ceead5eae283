import { setTimeout as sleep } from 'node:timers/promises';
import { dummy, health, waited } from '@framework-lab/contract/answers';
import { digest } from '@framework-lab/contract/digest';
import { feed } from '@framework-lab/contract/feed';
import { ITEM_FIELDS, item } from '@framework-lab/contract/items';
import { BODY_LIMIT_BYTES } from '@framework-lab/contract/limits';
import { receipt } from '@framework-lab/contract/orders';
import type { Express } from 'express';
import { json } from 'express';
import { methodNotAllowed } from './errors.ts';
import { ITEM_PARAMS, ITEM_QUERY, NUMBER_QUERY, ORDER_BODY } from './schemas.ts';
import { valid } from './validation.ts';

export function addRoutes(app: Express): void {
  const reading = methodNotAllowed('GET, HEAD');
  app
    .route('/healthz')
    .get((_request, response) => {
      response.json(health());
    })
    .all(reading);
  app
    .route('/api/dummy')
    .get((_request, response) => {
      response.json(dummy());
    })
    .all(reading);
  app
    .route('/api/items/:id')
    .get((request, response) => {
      const full = item(Number(valid(ITEM_PARAMS, request.params).id));
      const names = valid(ITEM_QUERY, request.query).fields?.split(',');
      const chosen = names && ITEM_FIELDS.filter((field) => names.includes(field));
      response.json(chosen ? Object.fromEntries(chosen.map((field) => [field, full[field]])) : full);
    })
    .all(reading);
  app
    .route('/api/orders')
    // Here and not for the whole app, so that 404 and 405 come before anything about the body.
    .post(json({ limit: BODY_LIMIT_BYTES }), (request, response) => {
      response.status(201).json(receipt(valid(ORDER_BODY, request.body)));
    })
    .all(methodNotAllowed('POST'));
  app
    .route('/api/feed')
    .get((request, response) => {
      response.json(feed(Number(valid(NUMBER_QUERY.count, request.query).count)));
    })
    .all(reading);
  app
    .route('/api/wait')
    .get(async (request, response) => {
      const ms = Number(valid(NUMBER_QUERY.ms, request.query).ms);
      await sleep(ms);
      response.json(waited(ms));
    })
    .all(reading);
  app
    .route('/api/hash')
    .get((request, response) => {
      response.json(digest(Number(valid(NUMBER_QUERY.rounds, request.query).rounds)));
    })
    .all(reading);
}
