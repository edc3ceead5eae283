import type { ServerResponse } from 'node:http';
import { parse } from 'node:querystring';
import type { QueryNumberName } from '@framework-lab/contract/limits';
import { QUERY_NUMBER } from '@framework-lab/contract/limits';
import { INVALID_PARAMETER } from '@framework-lab/contract/problems';
import { sendProblem } from './send.ts';

const WHOLE = /^(0|[1-9][0-9]{0,8})$/;

/** Plain decimal digits within the range, or undefined. */
export function wholeNumber(text: unknown, min: number, max: number): number | undefined {
  if (typeof text !== 'string' || !WHOLE.test(text)) return undefined;
  const number = Number(text);
  return number >= min && number <= max ? number : undefined;
}

/** Hands the asked number (or its default) to `use`, or answers that it is wrong. */
export function queryNumber(
  response: ServerResponse,
  query: string,
  name: QueryNumberName,
  use: (number: number) => void,
): void {
  const { min, max, default: standard } = QUERY_NUMBER[name];
  const asked = query === '' ? undefined : parse(query)[name];
  const number = asked === undefined ? standard : wholeNumber(asked, min, max);
  if (number === undefined) sendProblem(response, INVALID_PARAMETER[name]);
  else use(number);
}
