export type GeneratorName = 'builtin' | 'k6';

/** Which generator offers which rate; decided once for a run, the same for every contender. */
export interface GeneratorChoice {
  readonly asked: 'auto' | GeneratorName;
  /** The highest rate k6 offers cleanly on these load CPUs, per second; null: not calibrated, or never clean. */
  readonly k6CleanLimitPerSec: number | null;
}

/** `auto`: k6 up to its calibrated clean limit, the built-in one above. */
export function generatorFor(choice: GeneratorChoice, ratePerSec: number): GeneratorName {
  if (choice.asked !== 'auto') return choice.asked;
  return choice.k6CleanLimitPerSec !== null && ratePerSec <= choice.k6CleanLimitPerSec ? 'k6' : 'builtin';
}
