/**
 * The numbers of the contract, in one place. CONTRACT.md prints them; a test holds both together.
 * Bodies are in bytes, `ms` in milliseconds, prices in cents.
 */
export const BODY_LIMIT_BYTES = 16_384;

export const ITEM_ID = { min: 1, max: 999_999_999 } as const;

/** Range and default of each number a query may carry. */
export const QUERY_NUMBER = {
  count: { min: 1, max: 1_000, default: 100 },
  ms: { min: 0, max: 10_000, default: 10 },
  rounds: { min: 1, max: 100_000, default: 1_000 },
} as const;

export type QueryNumberName = keyof typeof QUERY_NUMBER;

/** Lengths count Unicode code points: that is what JSON Schema counts, so all validators agree. */
export const ORDER = {
  nameMax: 100,
  emailMax: 254,
  streetMax: 200,
  cityMax: 100,
  postcodeMax: 12,
  noteMax: 500,
  customerIdMax: 999_999_999,
  linesMax: 50,
  quantityMax: 999,
  unitCentsMax: 10_000_000,
} as const;
