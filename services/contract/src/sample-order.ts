import type { Order, OrderLine } from './orders.ts';

/**
 * A valid order of about 1 kB. `number` varies it, so that no two requests need be the same bytes.
 */
export function sampleOrder(number: number): Order {
  return {
    customer: { id: 1 + (number % 999_999), name: 'Ada Łovelace', email: `ada.${number}@example.org` },
    shipTo: { street: '12 Rue de la Paix, 3rd floor', city: 'Zürich', postcode: '8001', country: 'CH' },
    lines: Array.from({ length: 15 }, (_, index) => sampleLine(number + index)),
    note: 'Please leave it with the neighbour when nobody answers the door, and ring twice.',
  };
}

function sampleLine(number: number): OrderLine {
  const sku = `SKU-${String(number % 100_000).padStart(5, '0')}`;
  return { sku, quantity: 1 + (number % 9), unitCents: 100 + ((number * 31) % 9_000) };
}
