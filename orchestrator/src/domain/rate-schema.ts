import { z } from 'zod';
import { MAX_RATE_PER_SEC } from './units.ts';

const RULE = 'a rate is requests per second, above 0 and at most 1,000,000';

/** A rate in a scenario file. */
export const rate = z
  .number({ error: RULE })
  .positive(RULE)
  .max(MAX_RATE_PER_SEC, RULE)
  .describe('Requests per second.');
