import { setTimeout as sleep } from 'node:timers/promises';
import { dummy, health, waited } from '@framework-lab/contract/answers';
import { digest } from '@framework-lab/contract/digest';
import { feed } from '@framework-lab/contract/feed';
import { ITEM_FIELDS, item } from '@framework-lab/contract/items';
import { BODY_LIMIT_BYTES } from '@framework-lab/contract/limits';
import { receipt } from '@framework-lab/contract/orders';
import { INVALID_ORDER } from '@framework-lab/contract/problems';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import type { Middleware } from 'koa';
import { InvalidRequest } from './errors.ts';
import { ITEM_PARAMS, ITEM_QUERY, NUMBER_QUERY, ORDER_BODY } from './schemas.ts';
import { valid } from './validation.ts';

export function createRouter(): Router {
  const router = new Router({ sensitive: true, strict: true });
  router.get('/healthz', (ctx) => {
    ctx.body = health();
  });
  router.get('/api/dummy', (ctx) => {
    ctx.body = dummy();
  });
  router.get('/api/items/:id', (ctx) => {
    const full = item(Number(valid(ITEM_PARAMS, ctx['params']).id));
    const names = valid(ITEM_QUERY, ctx.query).fields?.split(',');
    const chosen = names && ITEM_FIELDS.filter((field) => names.includes(field));
    ctx.body = chosen ? Object.fromEntries(chosen.map((field) => [field, full[field]])) : full;
  });
  // Here and not for the whole app, so that 404 and 405 come before anything about the body.
  router.post(
    '/api/orders',
    requireJson,
    bodyParser({ enableTypes: ['json'], jsonLimit: `${BODY_LIMIT_BYTES}b` }),
    (ctx) => {
      ctx.body = receipt(valid(ORDER_BODY, ctx.request.body));
      ctx.status = 201;
    },
  );
  router.get('/api/feed', (ctx) => {
    ctx.body = feed(Number(valid(NUMBER_QUERY.count, ctx.query).count));
  });
  router.get('/api/wait', async (ctx) => {
    const ms = Number(valid(NUMBER_QUERY.ms, ctx.query).ms);
    await sleep(ms);
    ctx.body = waited(ms);
  });
  router.get('/api/hash', (ctx) => {
    ctx.body = digest(Number(valid(NUMBER_QUERY.rounds, ctx.query).rounds));
  });
  return router;
}

/** The parser takes other media types for JSON too (`application/scim+json` and the like). */
const requireJson: Middleware = (ctx, next) => {
  if (!ctx.is('application/json')) throw new InvalidRequest(INVALID_ORDER);
  return next();
};
