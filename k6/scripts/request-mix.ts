import encoding from 'k6/encoding';
import type { RefinedParams } from 'k6/http';
import { REQUESTS, type RequestSettings, TARGET, TIMEOUT_MS, type VariantSettings } from './settings.ts';

/** A request as `http.request` takes it, decoded once. */
export interface Variant {
  /** Counts the names. */
  readonly nameIndex: number;
  readonly method: string;
  readonly url: string;
  readonly body: string | ArrayBuffer | null;
  readonly params: RefinedParams<'binary'>;
  readonly statuses: readonly number[];
  /** What nearly every answer has. */
  readonly usualStatus: number;
  readonly bodyLength: number | undefined;
  readonly bodyMd5: string | undefined;
}

export const NAMES = [...new Set(REQUESTS.map(({ name }) => name))];
/** By name. */
export const USUAL_STATUSES = NAMES.map((name) =>
  usualStatus(REQUESTS.find((request) => request.name === name)?.variants[0]?.expect.statuses ?? []),
);

/** About as many slots; a whole number of rounds of the weights where they are whole numbers. */
const SLOTS = 2048;
/** Spreads consecutive iterations over the variants (Knuth's multiplicative hashing). */
const GOLDEN = 0x9e3779b1;

/**
 * Which request an iteration makes: the same for the same number, and every name within a few
 * requests of its exact share at any time. Each name gathers credit in proportion to its weight and
 * pays 1 when chosen, and only names in credit are drawn. Drawn, not taken in turn: virtual users
 * rotate, so a short pattern would tie requests to connections and give one worker all the dear ones.
 */
export class RequestMix {
  readonly #variants: readonly (readonly Variant[])[];
  readonly #slots: readonly number[];

  constructor(requests: readonly RequestSettings[]) {
    this.#variants = requests.map(({ name, variants }) => variants.map((variant) => decoded(name, variant)));
    this.#slots = requests.length === 1 ? [0] : drawSlots(requests.map(({ weight }) => weight));
  }

  /** Where there is nothing to choose. */
  get only(): Variant | null {
    const [variants = [], ...others] = this.#variants;
    return others.length === 0 && variants.length === 1 ? (variants[0] as Variant) : null;
  }

  at(iteration: number): Variant {
    const slots = this.#slots;
    const variants = this.#variants[slots[iteration % slots.length] as number] as readonly Variant[];
    const which = variants.length === 1 ? 0 : (Math.imul(iteration, GOLDEN) >>> 12) % variants.length;
    return variants[which] as Variant;
  }
}

function drawSlots(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const credits = weights.map(() => 0);
  const slots: number[] = [];
  let random = 1;
  while (slots.length < SLOTS || (slots.length % total !== 0 && slots.length < 2 * SLOTS)) {
    weights.forEach((weight, i) => {
      credits[i] = (credits[i] as number) + weight / total;
    });
    const inCredit = credits.reduce((sum, credit) => sum + Math.max(0, credit), 0);
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    let draw = (random / 2 ** 32) * inCredit;
    const chosen = credits.findIndex((credit) => {
      if (credit > 0) draw -= credit;
      return credit > 0 && draw < 0;
    });
    const slot = chosen === -1 ? credits.indexOf(Math.max(...credits)) : chosen;
    credits[slot] = (credits[slot] as number) - 1;
    slots.push(slot);
  }
  return slots;
}

function decoded(
  name: string,
  { method, path, headers, body, bodyBase64, expect }: VariantSettings,
): Variant {
  return {
    nameIndex: NAMES.indexOf(name),
    method,
    url: TARGET + path,
    body: bodyBase64 === undefined ? (body ?? null) : encoding.b64decode(bodyBase64),
    params: { headers: { ...headers }, timeout: TIMEOUT_MS, responseType: 'binary' },
    statuses: expect.statuses,
    usualStatus: USUAL_STATUSES[NAMES.indexOf(name)] as number,
    bodyLength: expect.bodyLength,
    bodyMd5: expect.bodyMd5,
  };
}

function usualStatus(wanted: readonly number[]): number {
  return wanted[0] ?? 200;
}
