import { ORDER } from '@framework-lab/contract/limits';
import type { Order } from '@framework-lab/contract/orders';

const SKU = /^[A-Z]{3}-[0-9]{5}$/;
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const COUNTRY = /^[A-Z]{2}$/;

/** The order's rules of CONTRACT.md, by hand: the least that validation can cost. */
export function isOrder(value: unknown): value is Order {
  if (!record(value)) return false;
  const { customer, shipTo, lines, note } = value;
  return (
    record(customer) &&
    whole(customer['id'], 1, ORDER.customerIdMax) &&
    text(customer['name'], 1, ORDER.nameMax) &&
    text(customer['email'], 3, ORDER.emailMax) &&
    EMAIL.test(customer['email']) &&
    record(shipTo) &&
    text(shipTo['street'], 1, ORDER.streetMax) &&
    text(shipTo['city'], 1, ORDER.cityMax) &&
    text(shipTo['postcode'], 1, ORDER.postcodeMax) &&
    matches(shipTo['country'], COUNTRY) &&
    Array.isArray(lines) &&
    lines.length >= 1 &&
    lines.length <= ORDER.linesMax &&
    lines.every(line) &&
    (note === undefined || text(note, 0, ORDER.noteMax))
  );
}

function line(value: unknown): boolean {
  return (
    record(value) &&
    matches(value['sku'], SKU) &&
    whole(value['quantity'], 1, ORDER.quantityMax) &&
    whole(value['unitCents'], 0, ORDER.unitCentsMax)
  );
}

function record(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && pattern.test(value);
}

function whole(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

function text(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string' || value.length < min || value.length > 2 * max) return false;
  // A code point is one or two units: between these bounds no counting is needed.
  if (value.length >= 2 * min && value.length <= max) return true;
  const codePoints = [...value].length;
  return codePoints >= min && codePoints <= max;
}
