import { setTimeout as sleep } from 'node:timers/promises';
import { dummy, health, waited } from '@framework-lab/contract/answers';
import { digest } from '@framework-lab/contract/digest';
import { feed } from '@framework-lab/contract/feed';
import { ITEM_FIELDS, item } from '@framework-lab/contract/items';
import { BODY_LIMIT_BYTES } from '@framework-lab/contract/limits';
import { receipt } from '@framework-lab/contract/orders';
import { INVALID_ORDER } from '@framework-lab/contract/problems';
import { zValidator } from '@hono/zod-validator';
import type { Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { bodyTooLarge, methodNotAllowed, problemAnswer, whenInvalid } from './errors.ts';
import { ITEM_PARAMS, ITEM_QUERY, NUMBER_QUERY, ORDER_BODY } from './schemas.ts';

/** Hono's own has no charset. */
const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

export function addRoutes(app: Hono): void {
  const reading = methodNotAllowed('GET, HEAD');
  app.get('/healthz', (c) => c.json(health(), 200, JSON_TYPE)).all(reading);
  app.get('/api/dummy', (c) => c.json(dummy(), 200, JSON_TYPE)).all(reading);
  app
    .get(
      '/api/items/:id',
      zValidator('param', ITEM_PARAMS, whenInvalid),
      zValidator('query', ITEM_QUERY, whenInvalid),
      (c) => {
        const full = item(Number(c.req.valid('param').id));
        const names = c.req.valid('query').fields?.split(',');
        const chosen = names && ITEM_FIELDS.filter((field) => names.includes(field));
        const shown = chosen ? Object.fromEntries(chosen.map((field) => [field, full[field]])) : full;
        return c.json(shown, 200, JSON_TYPE);
      },
    )
    .all(reading);
  app
    .post(
      '/api/orders',
      requireJson,
      bodyLimit({ maxSize: BODY_LIMIT_BYTES, onError: bodyTooLarge }),
      zValidator('json', ORDER_BODY, whenInvalid),
      (c) => c.json(receipt(c.req.valid('json')), 201, JSON_TYPE),
    )
    .all(methodNotAllowed('POST'));
  app
    .get('/api/feed', zValidator('query', NUMBER_QUERY.count, whenInvalid), (c) =>
      c.json(feed(Number(c.req.valid('query').count)), 200, JSON_TYPE),
    )
    .all(reading);
  app
    .get('/api/wait', zValidator('query', NUMBER_QUERY.ms, whenInvalid), async (c) => {
      const ms = Number(c.req.valid('query').ms);
      await sleep(ms);
      return c.json(waited(ms), 200, JSON_TYPE);
    })
    .all(reading);
  app
    .get('/api/hash', zValidator('query', NUMBER_QUERY.rounds, whenInvalid), (c) =>
      c.json(digest(Number(c.req.valid('query').rounds)), 200, JSON_TYPE),
    )
    .all(reading);
}

/** The validator takes other media types for JSON too (`application/scim+json` and the like). */
const requireJson: MiddlewareHandler = async (c, next) => {
  const mediaType = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') return problemAnswer(c, INVALID_ORDER);
  return next();
};
