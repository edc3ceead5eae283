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
import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';

export const notFound: NotFoundHandler = (c) => problemAnswer(c, NOT_FOUND);

export const handleError: ErrorHandler = (error, c) => {
  // From the JSON validator: malformed.
  if (error instanceof HTTPException && error.status === 400) return problemAnswer(c, INVALID_ORDER);
  process.stderr.write(`${error.stack}\n`);
  return problemAnswer(c, INTERNAL_ERROR);
};

export const methodNotAllowed =
  (allow: string) =>
  (c: Context): Response =>
    problemAnswer(c, METHOD_NOT_ALLOWED, { Allow: allow });

/** For `bodyLimit`: part of the body may be unread. */
export const bodyTooLarge = (c: Context): Response =>
  problemAnswer(c, BODY_TOO_LARGE, { Connection: 'close' });

/** For `zValidator`: what is wrong has its own answer, by the parameter's name. */
export function whenInvalid(
  result: { readonly success: true } | { readonly success: false; readonly error: z.core.$ZodError },
  c: Context,
): Response | undefined {
  if (result.success) return undefined;
  const name = String(result.error.issues[0]?.path[0]) as ParameterName;
  return problemAnswer(c, INVALID_PARAMETER[name] ?? INVALID_ORDER);
}

export function problemAnswer(
  c: Context,
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return c.json(problem, problem.status as ContentfulStatusCode, {
    ...headers,
    'Content-Type': PROBLEM_TYPE,
  });
}
