import { ORDER } from './limits.ts';

/**
 * The contract's own word on what a valid order is, for the verifier. Contenders validate with
 * their framework's means and never import this; tests compare them with it.
 */
export function isValidOrder(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { customer, shipTo, lines, note } = value;
  return (
    isCustomer(customer) &&
    isAddress(shipTo) &&
    Array.isArray(lines) &&
    lines.length >= 1 &&
    lines.length <= ORDER.linesMax &&
    lines.every(isLine) &&
    (note === undefined || isText(note, 0, ORDER.noteMax))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown, min: number, max: number): value is string {
  if (typeof value !== 'string') return false;
  const codePoints = [...value].length;
  return codePoints >= min && codePoints <= max;
}

function isWhole(value: unknown, min: number, max: number): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isCustomer(value: unknown): boolean {
  if (!isObject(value)) return false;
  return (
    isWhole(value['id'], 1, ORDER.customerIdMax) &&
    isText(value['name'], 1, ORDER.nameMax) &&
    isText(value['email'], 3, ORDER.emailMax) &&
    /^[^\s@]+@[^\s@]+$/u.test(value['email'])
  );
}

function isAddress(value: unknown): boolean {
  if (!isObject(value)) return false;
  return (
    isText(value['street'], 1, ORDER.streetMax) &&
    isText(value['city'], 1, ORDER.cityMax) &&
    isText(value['postcode'], 1, ORDER.postcodeMax) &&
    typeof value['country'] === 'string' &&
    /^[A-Z]{2}$/u.test(value['country'])
  );
}

function isLine(value: unknown): boolean {
  if (!isObject(value)) return false;
  return (
    typeof value['sku'] === 'string' &&
    /^[A-Z]{3}-[0-9]{5}$/u.test(value['sku']) &&
    isWhole(value['quantity'], 1, ORDER.quantityMax) &&
    isWhole(value['unitCents'], 0, ORDER.unitCentsMax)
  );
}
