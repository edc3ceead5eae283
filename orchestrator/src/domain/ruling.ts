import type { Verdict, VerdictReason } from './verdict-types.ts';

/** What one rule says of a step; the first rule that speaks decides. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  /** One plain sentence with the numbers. */
  readonly detail: string;
}

export const held = (detail: string): Ruling => ({ verdict: 'held', reason: 'objective-met', detail });
export const failed = (reason: VerdictReason, detail: string): Ruling => ({
  verdict: 'failed',
  reason,
  detail,
});
export const invalid = (reason: VerdictReason, detail: string): Ruling => ({
  verdict: 'invalid',
  reason,
  detail,
});
export const undecided = (detail: string): Ruling => ({ verdict: 'undecided', reason: 'too-close', detail });

/** Made once: to make one takes longer than everything else in a sentence. */
const COUNT = new Intl.NumberFormat('en-US');

/** 12345 as `12,345`. */
export function count(n: number): string {
  return COUNT.format(n);
}

/** A share as per cent with two digits that count: 0.0123 as `1.2%`, 0.00045 as `0.045%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(share >= 0.1 ? 3 : 2))}%`;
}
