import { formatRate } from './units.ts';

export type GeneratorName = 'builtin' | 'k6';

/** Which generator offers which rate; decided once for a run, the same for every contender. */
export interface GeneratorChoice {
  readonly asked: 'auto' | GeneratorName;
  /** The highest rate k6 offers cleanly on these load CPUs, per second; null: not calibrated, or never clean. */
  readonly k6CleanLimitPerSec: number | null;
}

/** For people, e.g. `k6 to 1,400/s, builtin above`. */
export function describeChoice({ asked, k6CleanLimitPerSec }: GeneratorChoice): string {
  if (asked !== 'auto') return asked;
  if (k6CleanLimitPerSec === null) return 'builtin';
  return `k6 to ${formatRate(k6CleanLimitPerSec)}, builtin above`;
}

/** `auto`: k6 up to its calibrated clean limit, the built-in one above. */
export function generatorFor(choice: GeneratorChoice, ratePerSec: number): GeneratorName {
  if (choice.asked !== 'auto') return choice.asked;
  return choice.k6CleanLimitPerSec !== null && ratePerSec <= choice.k6CleanLimitPerSec ? 'k6' : 'builtin';
}
