import type { Problem } from './problems.ts';
import { PROBLEM_TYPE } from './problems.ts';

/** An answer before the rules of HEAD and of the connection are applied to it. */
export interface ExpectedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function answer(status: number, value: unknown): ExpectedAnswer {
  return json(status, 'application/json; charset=utf-8', value, {});
}

export function problemAnswer(problem: Problem, headers: Record<string, string> = {}): ExpectedAnswer {
  return json(problem.status, PROBLEM_TYPE, problem, headers);
}

function json(status: number, type: string, value: unknown, extra: Record<string, string>): ExpectedAnswer {
  const body = Buffer.from(JSON.stringify(value));
  return { status, body, headers: { 'content-type': type, 'content-length': String(body.length), ...extra } };
}
