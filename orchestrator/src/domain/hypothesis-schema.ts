import { z } from 'zod';
import { BREAKS_BY, type Hypothesis } from './hypothesis.ts';
import { rate } from './rate-schema.ts';
import { plainText, SERVICE_NAME, SERVICE_NAME_RULE } from './request-schema.ts';

/** One of the `hypotheses:` of a scenario file. */
export const hypothesisFileSchema = z
  .strictObject({
    said: plainText.describe('What was said, in the words of whoever said it.'),
    contender: z.string().regex(SERVICE_NAME, SERVICE_NAME_RULE),
    holds: rate.exactOptional().describe('The highest rate it is said to hold; one of `rates`.'),
    breaks: rate.exactOptional().describe('A rate it is said not to hold any more; one of `rates`.'),
    by: z
      .enum(BREAKS_BY)
      .exactOptional()
      .describe('How it is said to break: by errors or latency before the other, both, or a stall.'),
    logs: plainText.min(1).exactOptional().describe('Part of a line that its log is said to repeat.'),
  })
  .refine(({ holds, breaks }) => holds !== undefined || breaks !== undefined, {
    error: 'say which rate it holds, or at which it breaks',
  });

type HypothesisFile = z.output<typeof hypothesisFileSchema>;

export interface Slip {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What of the hypotheses could never be answered by a run of these rates and contenders. */
export function hypothesisSlips(
  hypotheses: readonly HypothesisFile[],
  { rates, contenders }: { readonly rates: readonly number[]; readonly contenders: readonly string[] },
): Slip[] {
  return hypotheses.flatMap((one, i) => [
    ...(['holds', 'breaks'] as const).flatMap((key) => {
      const said = one[key];
      return said === undefined || rates.includes(said)
        ? []
        : [{ path: [i, key], message: 'must be one of the rates, or it is never tried' }];
    }),
    ...(contenders.includes(one.contender)
      ? []
      : [{ path: [i, 'contender'], message: `${one.contender} is not among the contenders` }]),
  ]);
}

export function hypothesisOf({ holds, breaks, ...rest }: HypothesisFile): Hypothesis {
  return {
    ...rest,
    ...(holds === undefined ? {} : { holdsPerSec: holds }),
    ...(breaks === undefined ? {} : { breaksPerSec: breaks }),
  };
}
