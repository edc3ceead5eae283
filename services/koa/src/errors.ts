import type { Problem } from '@framework-lab/contract/problems';
import {
  BODY_TOO_LARGE,
  INTERNAL_ERROR,
  INVALID_ORDER,
  METHOD_NOT_ALLOWED,
  NOT_FOUND,
  PROBLEM_TYPE,
} from '@framework-lab/contract/problems';
import type { RouterContext } from '@koa/router';
import type { Context, Middleware } from 'koa';

/** A request that does not match its schema; carries its own answer. */
export class InvalidRequest extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The first middleware: what is thrown further in becomes a problem body. */
export const answerErrors: Middleware = async (ctx, next) => {
  try {
    await next();
  } catch (error) {
    const problem = problemOf(error);
    if (problem === INTERNAL_ERROR) ctx.app.emit('error', error, ctx);
    if (problem === BODY_TOO_LARGE) ctx.set('Connection', 'close');
    sendProblem(ctx, problem);
  }
};

/** After the router: the path had a route, so it was the method. (`allowedMethods` answers OPTIONS.) */
export const methodNotAllowed: Middleware = (ctx, next) => {
  const matched = (ctx as unknown as RouterContext).matched ?? [];
  const allow = matched.flatMap((layer) => layer.methods);
  if (allow.length === 0) return next();
  ctx.set('Allow', allow.includes('GET') ? 'GET, HEAD' : allow.join(', '));
  return sendProblem(ctx, METHOD_NOT_ALLOWED);
};

export const notFound: Middleware = (ctx) => sendProblem(ctx, NOT_FOUND);

function sendProblem(ctx: Context, problem: Problem): void {
  ctx.status = problem.status;
  ctx.body = problem;
  ctx.set('Content-Type', PROBLEM_TYPE);
}

function problemOf(error: unknown): Problem {
  if (error instanceof InvalidRequest) return error.problem;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  if (status === 413) return BODY_TOO_LARGE;
  // From the body parser: malformed, of another encoding or charset.
  return status === 400 || status === 415 ? INVALID_ORDER : INTERNAL_ERROR;
}
