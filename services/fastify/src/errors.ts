import type { ParameterName, Problem } from '@framework-lab/contract/problems';
import {
  BODY_TOO_LARGE,
  INTERNAL_ERROR,
  INVALID_ORDER,
  INVALID_PARAMETER,
  METHOD_NOT_ALLOWED,
  NOT_FOUND,
  PROBLEM_TYPE,
} from '@framework-lab/contract/problems';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export function addErrorAnswers(app: FastifyInstance): void {
  // A route and not only the not-found handler: that one runs after the body was parsed.
  refuse(app, '*');
  // For the router an item without an id.
  refuse(app, '/api/items/');
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, NOT_FOUND));
  app.setErrorHandler<FastifyError>((error, _request, reply) => sendError(error, reply));
}

/**
 * fastify's own JSON parser, except that what it cannot parse is left to the schema, which refuses
 * it: fastify closes the connection after a parser's error, the contract only after a body that
 * nobody read.
 */
export function addJsonParser(app: FastifyInstance): void {
  // The one fastify has beside it; to the contract plain text is as wrong as any other type.
  app.removeContentTypeParser('text/plain');
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    parse(request, body, (error, value) => done(null, error ? undefined : value));
  });
}

/** Answers every other method of a route with 405, before any body is read. */
export function allowOnly(app: FastifyInstance, url: string, allow: 'GET, HEAD' | 'POST'): void {
  const allowed = allow.split(', ');
  app.route({
    url,
    method: app.supportedMethods.filter((method) => !allowed.includes(method)),
    onRequest: async (_request, reply) => sendProblem(reply.header('allow', allow), METHOD_NOT_ALLOWED),
    handler: async () => undefined,
  });
}

/** For an URL whose percent-encoding is broken: only an id may hold one. */
export function answerUndecodable(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void sendProblem(reply, request.url.startsWith('/api/items/') ? INVALID_PARAMETER.id : NOT_FOUND);
}

function refuse(app: FastifyInstance, url: string): void {
  app.all(url, {
    onRequest: async (_request, reply) => sendProblem(reply, NOT_FOUND),
    handler: async () => undefined,
  });
}

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problem);
}

function sendError(error: FastifyError, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem === INTERNAL_ERROR) process.stderr.write(`${error.stack}\n`);
  return sendProblem(reply, problem);
}

function problemOf(error: FastifyError): Problem {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return BODY_TOO_LARGE;
  if (error.validation && error.validationContext !== 'body') {
    const name = error.validation[0]?.instancePath.slice(1) as ParameterName;
    return INVALID_PARAMETER[name] ?? INTERNAL_ERROR;
  }
  // Only one route takes a body: malformed, empty, of another type or of the wrong shape.
  return error.validation || error.statusCode === 400 || error.statusCode === 415
    ? INVALID_ORDER
    : INTERNAL_ERROR;
}
