import type { Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { handleError, notFound } from './errors.ts';
import { answerHead } from './head.ts';
import { addRoutes } from './routes.ts';

export function createServer(): Server {
  const app = new Hono();
  addRoutes(app);
  app.notFound(notFound);
  app.onError(handleError);
  return createHttpServer(
    getRequestListener((request) =>
      request.method === 'HEAD' ? answerHead(app, request) : app.fetch(request),
    ),
  );
}
