import type { Problem } from '@framework-lab/contract/problems';
import {
  BODY_TOO_LARGE,
  INTERNAL_ERROR,
  INVALID_ORDER,
  INVALID_PARAMETER,
  METHOD_NOT_ALLOWED,
  NOT_FOUND,
  PROBLEM_TYPE,
} from '@framework-lab/contract/problems';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { InvalidRequest } from './validation.ts';

export const notFound: RequestHandler = (_request, response) => {
  sendProblem(response, NOT_FOUND);
};

export function methodNotAllowed(allow: string): RequestHandler {
  return (_request, response) => {
    sendProblem(response.set('Allow', allow), METHOD_NOT_ALLOWED);
  };
}

export const handleError: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  const problem = problemOf(error, request.path);
  if (problem === INTERNAL_ERROR) process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  if (problem === BODY_TOO_LARGE) response.set('Connection', 'close');
  sendProblem(response, problem);
};

function sendProblem(response: Response, problem: Problem): void {
  response.status(problem.status).type(PROBLEM_TYPE).json(problem);
}

function problemOf(error: unknown, path: string): Problem {
  if (error instanceof InvalidRequest) return error.problem;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return BODY_TOO_LARGE;
  // From the router: a path whose percent-encoding is broken. Only an id may hold one.
  if (error instanceof URIError) return path.startsWith('/api/items/') ? INVALID_PARAMETER.id : NOT_FOUND;
  // From express.json: malformed, of another encoding or charset.
  return status === 400 || status === 415 ? INVALID_ORDER : INTERNAL_ERROR;
}
