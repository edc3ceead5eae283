import type { Item } from './items.ts';
import { item } from './items.ts';
import { QUERY_NUMBER } from './limits.ts';

export interface Feed {
  readonly count: number;
  readonly items: readonly Item[];
}

// Built once: the route is there to measure serialising, not the making of objects.
const ITEMS: readonly Item[] = Array.from({ length: QUERY_NUMBER.count.max }, (_, index) => item(index + 1));

/** The first `count` items, about 150 bytes of JSON each. */
export function feed(count: number): Feed {
  return { count, items: ITEMS.slice(0, count) };
}
