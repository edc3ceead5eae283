/** One item of the catalogue. The order of the members is the order on the wire. */
export interface Item {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly priceCents: number;
  readonly inStock: boolean;
  readonly tags: readonly string[];
}

export type ItemField = keyof Item;

/** The names `fields` may hold, in the order in which they are answered. */
export const ITEM_FIELDS = [
  'id',
  'name',
  'description',
  'category',
  'priceCents',
  'inStock',
  'tags',
] as const satisfies readonly ItemField[];

const CATEGORIES = ['books', 'garden', 'kitchen', 'music', 'tools'] as const;

/** The item of that number: a pure function, so that every contender knows the same catalogue. */
export function item(id: number): Item {
  return {
    id,
    name: `Item ${id}`,
    // A letter beyond ASCII, so that a contender that counts characters for bytes is found out.
    description: `Hand-made in Zürich, piece ${id}`,
    category: CATEGORIES[id % CATEGORIES.length] ?? 'books',
    priceCents: 99 + ((id * 37) % 10_000),
    inStock: id % 7 !== 0,
    tags: [`shelf-${id % 13}`, `row-${id % 29}`],
  };
}
