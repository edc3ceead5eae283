import { ITEM_FIELDS } from '@framework-lab/contract/items';
import { ITEM_ID, ORDER, QUERY_NUMBER } from '@framework-lab/contract/limits';
import { z } from 'zod';

// Lengths count code points, as JSON Schema does; zod's own min and max count UTF-16 units.
const text = (max: number, min = 1) => z.string().regex(new RegExp(`^[\\s\\S]{${min},${max}}$`, 'u'));
const whole = (min: number, max: number) => z.int().min(min).max(max);

/** Plain digits: coercing would let 1e2 and 0x10 through. */
const digits = (min: number, max: number) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,8})$/)
    .refine((asked) => Number(asked) >= min && Number(asked) <= max);

export const ITEM_PARAMS = z.object({ id: digits(ITEM_ID.min, ITEM_ID.max) });

const FIELD = `(${ITEM_FIELDS.join('|')})`;
export const ITEM_QUERY = z.object({
  fields: z
    .string()
    .regex(new RegExp(`^${FIELD}(,${FIELD})*$`))
    .optional(),
});

const { count, ms, rounds } = QUERY_NUMBER;
export const NUMBER_QUERY = {
  count: z.object({ count: digits(count.min, count.max).default(String(count.default)) }),
  ms: z.object({ ms: digits(ms.min, ms.max).default(String(ms.default)) }),
  rounds: z.object({ rounds: digits(rounds.min, rounds.max).default(String(rounds.default)) }),
};

export const ORDER_BODY = z.object({
  customer: z.object({
    id: whole(1, ORDER.customerIdMax),
    name: text(ORDER.nameMax),
    email: text(ORDER.emailMax, 3).regex(/^[^\s@]+@[^\s@]+$/),
  }),
  shipTo: z.object({
    street: text(ORDER.streetMax),
    city: text(ORDER.cityMax),
    postcode: text(ORDER.postcodeMax),
    country: z.string().regex(/^[A-Z]{2}$/),
  }),
  lines: z
    .array(
      z.object({
        sku: z.string().regex(/^[A-Z]{3}-[0-9]{5}$/),
        quantity: whole(1, ORDER.quantityMax),
        unitCents: whole(0, ORDER.unitCentsMax),
      }),
    )
    .min(1)
    .max(ORDER.linesMax),
  note: text(ORDER.noteMax, 0).optional(),
});
