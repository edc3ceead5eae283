import type { ParameterName, Problem } from '@framework-lab/contract/problems';
import { INVALID_ORDER, INVALID_PARAMETER } from '@framework-lab/contract/problems';
import type { z } from 'zod';

/** A request that does not match its schema; carries its own answer. */
export class InvalidRequest extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** The value as its schema has it, or an InvalidRequest for the error handler. */
export function valid<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const name = String(result.error.issues[0]?.path[0]) as ParameterName;
  throw new InvalidRequest(INVALID_PARAMETER[name] ?? INVALID_ORDER);
}
