import { z } from 'zod';
import { LabError } from './errors.ts';
import { parseDurationMs } from './units.ts';

/** A text that one of the domain's own parsers reads; its error becomes the schema's. */
export function readBy<T>(parse: (text: string) => T, rule: string) {
  return z.string({ error: rule }).transform(parsedBy(parse));
}

/** The same, of a text that was found to be one. */
export function parsedBy<T>(parse: (text: string) => T) {
  return (text: string, context: z.core.$RefinementCtx<unknown>): T => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      context.addIssue({ code: 'custom', message: [error.message, ...error.fix].join(' ') });
      return z.NEVER;
    }
  };
}

export const duration = (what: string) =>
  readBy((text) => parseDurationMs(text, what), 'write a number and a unit: 500ms, 10s, 10m or 1h').meta({
    description: `${what}: a number and a unit, e.g. 500ms, 10s, 10m, 1h.`,
    pattern: '^\\d+(\\.\\d+)?\\s*(ms|s|m|h)$',
  });
