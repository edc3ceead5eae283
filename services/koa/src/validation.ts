import type { ParameterName } from '@framework-lab/contract/problems';
import { INVALID_ORDER, INVALID_PARAMETER } from '@framework-lab/contract/problems';
import type { z } from 'zod';
import { InvalidRequest } from './errors.ts';

/** The value as its schema has it, or an InvalidRequest for the error middleware. */
export function valid<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const name = String(result.error.issues[0]?.path[0]) as ParameterName;
  throw new InvalidRequest(INVALID_PARAMETER[name] ?? INVALID_ORDER);
}
