import { Random } from './random.ts';
import type { PlannedRequest, PlannedVariant } from './request-plan.ts';

/**
 * Which request an arrival makes. Random, because a fixed pattern would lock step with the
 * rotation of connections and give one worker all the expensive requests; but smooth: each name
 * gathers credit in proportion to its weight and pays 1 when chosen, and only names in credit are
 * drawn, so every name stays within a few requests of its exact share at any time.
 */
export class RequestPicker {
  readonly #requests: readonly PlannedRequest[];
  readonly #shares: Float64Array;
  readonly #credits: Float64Array;
  readonly #random: Random;

  constructor(requests: readonly PlannedRequest[], seed: number, shardIndex: number) {
    const total = requests.reduce((sum, { weight }) => sum + weight, 0);
    this.#requests = requests;
    this.#shares = Float64Array.from(requests, ({ weight }) => weight / total);
    this.#credits = new Float64Array(requests.length);
    this.#random = new Random(seed, 16 + shardIndex);
  }

  next(): PlannedVariant {
    const request = this.#requests.length === 1 ? this.#requests[0] : this.#requests[this.#pickName()];
    const variants = (request as PlannedRequest).variants;
    return variants[variants.length === 1 ? 0 : this.#random.below(variants.length)] as PlannedVariant;
  }

  #pickName(): number {
    const credits = this.#credits;
    let inCredit = 0;
    for (let i = 0; i < credits.length; i++) {
      const credit = (credits[i] as number) + (this.#shares[i] as number);
      credits[i] = credit;
      if (credit > 0) inCredit += credit;
    }
    let draw = this.#random.next() * inCredit;
    let chosen = 0;
    for (let i = 0; i < credits.length; i++) {
      const credit = credits[i] as number;
      if (credit <= 0) continue;
      chosen = i;
      draw -= credit;
      if (draw < 0) break;
    }
    credits[chosen] = (credits[chosen] as number) - 1;
    return chosen;
  }
}
