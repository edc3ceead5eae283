import { FIELDS, type FieldType, type Point, TAGS } from './fields.ts';

/** A string field may be 64 KB long; nobody reads more than this in a chart. */
const LONGEST_TEXT = 2000;

/**
 * A point as one line of InfluxDB's line protocol, without its line feed; null when no field of it
 * can be written. Line breaks become spaces: the file of points holds one point per line. NaN,
 * infinities and null are left out: the protocol has no words for them.
 */
export function encodePoint({ measurement, tags, fields, atMs }: Point): string | null {
  const types: Readonly<Record<string, FieldType>> = FIELDS[measurement];
  const written = Object.entries(fields).flatMap(([name, value]) => {
    const type = types[name];
    const text = type === undefined ? null : encodeField(value, type);
    return text === null ? [] : `${name}=${text}`;
  });
  if (written.length === 0) return null;
  const tagged = TAGS.flatMap((name) => {
    const text = encodeTag(tags[name] ?? '');
    return text === '' ? [] : `,${name}=${text}`;
  });
  return `${measurement}${tagged.join('')} ${written.join(',')} ${atMs}`;
}

function encodeField(value: unknown, type: FieldType): string | null {
  switch (type) {
    case 'float':
      return typeof value === 'number' && Number.isFinite(value) ? String(rounded(value)) : null;
    case 'integer':
      // Math.round(null) is 0: what is unknown must not become a count of none.
      return typeof value === 'number' && Number.isSafeInteger(Math.round(value))
        ? `${Math.round(value)}i`
        : null;
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : null;
    case 'string':
      return typeof value === 'string'
        ? `"${oneLine(value).slice(0, LONGEST_TEXT).toWellFormed().replace(/["\\]/g, '\\$&')}"`
        : null;
  }
}

/** Six digits are finer than anything that is measured here, and a third of the file. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/**
 * The protocol escapes commas, spaces and equals signs by a backslash, but not the backslash itself:
 * a tag that ends in one could not be told from one that goes on, so they become slashes.
 */
function encodeTag(value: string): string {
  return oneLine(value).toWellFormed().replaceAll('\\', '/').replace(/[, =]/g, '\\$&');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
