import { BODY_LIMIT_BYTES, ITEM_ID, QUERY_NUMBER } from './limits.ts';

/** RFC 9457. With `about:blank` the title is the status phrase of RFC 9110. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

function problem(status: number, title: string, detail: string): Problem {
  return { type: 'about:blank', title, status, detail };
}

function badRequest(detail: string): Problem {
  return problem(400, 'Bad Request', detail);
}

function badNumber(name: keyof typeof QUERY_NUMBER): Problem {
  const { min, max } = QUERY_NUMBER[name];
  return badRequest(`The parameter '${name}' must be a whole number from ${min} to ${max}.`);
}

/** What a wrong parameter is answered with, by the parameter's name. */
export const INVALID_PARAMETER = {
  id: badRequest(`The parameter 'id' must be a whole number from ${ITEM_ID.min} to ${ITEM_ID.max}.`),
  fields: badRequest("The parameter 'fields' must be names of item fields, separated by commas."),
  count: badNumber('count'),
  ms: badNumber('ms'),
  rounds: badNumber('rounds'),
} as const;

export type ParameterName = keyof typeof INVALID_PARAMETER;

/** Malformed JSON, another media type and a body of the wrong shape are one answer. */
export const INVALID_ORDER = badRequest('The body must be a JSON order.');
export const NOT_FOUND = problem(404, 'Not Found', 'No such route.');
export const METHOD_NOT_ALLOWED = problem(
  405,
  'Method Not Allowed',
  'The route does not know this method; see the Allow header.',
);
export const BODY_TOO_LARGE = problem(
  413,
  'Content Too Large',
  `The body must not be larger than ${BODY_LIMIT_BYTES} bytes.`,
);
export const INTERNAL_ERROR = problem(500, 'Internal Server Error', 'The service failed.');
