import type { Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import express from 'express';
import { handleError, notFound } from './errors.ts';
import { addRoutes } from './routes.ts';

export function createServer(): Server {
  const app = express();
  app.disable('x-powered-by');
  // No other contender hashes its bodies unasked.
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  addRoutes(app);
  app.use(notFound);
  app.use(handleError);
  return createHttpServer(app);
}
