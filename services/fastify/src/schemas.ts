import { ITEM_FIELDS } from '@framework-lab/contract/items';
import type { QueryNumberName } from '@framework-lab/contract/limits';
import { ITEM_ID, ORDER, QUERY_NUMBER } from '@framework-lab/contract/limits';

/** JSON schemas: fastify compiles those of requests with ajv, those of answers to serialisers. */
const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength }) as const;
const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum }) as const;
const pattern = (source: string) => ({ type: 'string', pattern: source }) as const;
const object = (properties: Record<string, unknown>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const STRING = { type: 'string' } as const;
const INTEGER = { type: 'integer' } as const;

export const ORDER_BODY = object(
  {
    customer: object({
      id: whole(1, ORDER.customerIdMax),
      name: text(ORDER.nameMax),
      email: { ...text(ORDER.emailMax, 3), pattern: '^[^\\s@]+@[^\\s@]+$' },
    }),
    shipTo: object({
      street: text(ORDER.streetMax),
      city: text(ORDER.cityMax),
      postcode: text(ORDER.postcodeMax),
      country: pattern('^[A-Z]{2}$'),
    }),
    lines: {
      type: 'array',
      minItems: 1,
      maxItems: ORDER.linesMax,
      items: object({
        sku: pattern('^[A-Z]{3}-[0-9]{5}$'),
        quantity: whole(1, ORDER.quantityMax),
        unitCents: whole(0, ORDER.unitCentsMax),
      }),
    },
    note: text(ORDER.noteMax, 0),
  },
  ['note'],
);

export const RECEIPT = object({
  orderId: STRING,
  status: STRING,
  lines: INTEGER,
  units: INTEGER,
  totalCents: INTEGER,
});

/** Without `required`: with `fields` an item has only those asked for. */
export const ITEM = {
  type: 'object',
  properties: {
    id: INTEGER,
    name: STRING,
    description: STRING,
    category: STRING,
    priceCents: INTEGER,
    inStock: { type: 'boolean' },
    tags: { type: 'array', items: STRING },
  },
} as const;

export const FEED = object({ count: INTEGER, items: { type: 'array', items: ITEM } });
export const DUMMY = object({ message: STRING, status: STRING });
export const HEALTH = object({ status: STRING });
export const WAITED = object({ status: STRING, ms: INTEGER });
export const DIGEST = object({ rounds: INTEGER, digest: STRING });

const FIELD = `(${ITEM_FIELDS.join('|')})`;
export const ITEM_PARAMS = object({ id: { ...STRING, ...digits(ITEM_ID.min, ITEM_ID.max) } });
export const ITEM_QUERY = object({ fields: pattern(`^${FIELD}(,${FIELD})*$`) }, ['fields']);

export function numberQuery(name: QueryNumberName) {
  const { min, max, default: standard } = QUERY_NUMBER[name];
  return object({ [name]: { ...STRING, ...digits(min, max), default: String(standard) } }, [name]);
}

/**
 * Decimal digits for exactly the numbers from `min` (0 or 1) to `max` (10^n or 10^n - 1), as a
 * pattern: a query is text, and `integer` with coercion would let 1e2 and 0x10 through.
 */
function digits(min: number, max: number): { pattern: string } {
  const below = String(max).length - (max % 10 === 0 ? 2 : 1);
  const below10n = `[1-9][0-9]{0,${below}}`;
  const alternatives = [below10n, ...(min === 0 ? ['0'] : []), ...(max % 10 === 0 ? [String(max)] : [])];
  return { pattern: `^(${alternatives.join('|')})$` };
}
