import type { Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import Koa from 'koa';
import { answerErrors, methodNotAllowed, notFound } from './errors.ts';
import { createRouter } from './routes.ts';

export function createServer(): Server {
  const app = new Koa();
  app.use(answerErrors);
  app.use(createRouter().routes());
  app.use(methodNotAllowed);
  app.use(notFound);
  return createHttpServer(app.callback());
}
