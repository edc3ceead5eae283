import type { Server } from 'node:http';
import { BODY_LIMIT_BYTES } from '@framework-lab/contract/limits';
import fastify from 'fastify';
import { addErrorAnswers, addJsonParser, answerUndecodable } from './errors.ts';
import { addRoutes } from './routes.ts';

export async function createServer(): Promise<Server> {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    // While draining, requests are answered, not refused: the runtime says `Connection: close`.
    return503OnClosing: false,
    // The contract's numbers are plain digits: no '7' for 7 in a body, no 1e2 in a query.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
    // A long id is a wrong id (400), not another route (404).
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: answerUndecodable,
  });
  addErrorAnswers(app);
  addJsonParser(app);
  addRoutes(app);
  await app.ready();
  return app.server;
}
