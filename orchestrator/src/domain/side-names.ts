import type { Side } from './contender.ts';

export type OfSides<T> = Readonly<Record<Side, T>>;

/** Longer ones are cut: an id stands in tables and in file names. */
const LONGEST_PART = 40;

/** Ids of two versions of one thing, e.g. `fastify-5-12-8`; `-a` and `-b` tell apart what would be the same. */
export function sideIds(of: string, labels: OfSides<string>): OfSides<string> {
  const [a, b] = [labels.a, labels.b].map((label) => [idPart(of), idPart(label)].filter(Boolean).join('-'));
  return a === b ? { a: `${a}-a`, b: `${b}-b` } : { a: a ?? 'a', b: b ?? 'b' };
}

/** For people: `Fastify 5.12.8`. */
export function sideNames(of: string, labels: OfSides<string>): OfSides<string> {
  const [a, b] = [`${of} ${labels.a}`, `${of} ${labels.b}`];
  return a === b ? { a: `${a} (a)`, b: `${b} (b)` } : { a, b };
}

/** What an id may consist of: lower-case letters, digits and dashes. */
function idPart(text: string): string {
  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return dashed.slice(0, LONGEST_PART).replace(/^-+|-+$/g, '');
}
