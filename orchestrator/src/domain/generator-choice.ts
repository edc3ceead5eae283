import type { PolicySpec, Scenario } from './scenario.ts';

export type GeneratorName = 'builtin' | 'k6';

/** Which generator offers which rate; decided once for a run, the same for every contender. */
export interface GeneratorChoice {
  readonly asked: 'auto' | GeneratorName;
  /** The highest rate k6 offers cleanly on these load CPUs, per second; null: not calibrated, or never clean. */
  readonly k6CleanLimitPerSec: number | null;
}

/** Its metrics by second exist in every virtual user. */
export const K6_LONGEST_STEP_S = 300;

/** Why k6 cannot offer this scenario as it is meant, or null. */
export function k6Cannot({
  pacing,
  step,
  policy,
  requests,
  data,
  reuse,
}: Pick<Scenario, 'pacing' | 'step' | 'policy' | 'requests' | 'data' | 'reuse'>): string | null {
  if (reuse === 'newest') return 'k6 gives each virtual user a connection and takes them in turn';
  if (pacing === 'poisson') return 'k6 knows no Poisson arrivals';
  const others = policy.kind === 'capacity' ? [policy.confirmS, policy.overload.durationS] : [];
  if (Math.max(step.durationS, ...others) > K6_LONGEST_STEP_S)
    return `k6 offers no step longer than ${K6_LONGEST_STEP_S} s`;
  // Its requests come in variables of its environment, which have no room for thousands.
  if (data !== undefined) return 'k6 is given too few different requests for rows of data';
  if (JSON.stringify(requests).includes('{counter}'))
    return 'k6 sends only what was made ahead: it has no {counter}';
  return null;
}

/** For people, e.g. `k6 to 1400/s then builtin`. Without commas: Grafana's older tables cut there. */
export function describeChoice({ asked, k6CleanLimitPerSec }: GeneratorChoice): string {
  if (asked !== 'auto') return asked;
  if (k6CleanLimitPerSec === null) return 'builtin';
  return `k6 to ${k6CleanLimitPerSec}/s then builtin`;
}

/** `auto`: k6 up to its calibrated clean limit, the built-in one above. */
export function generatorFor(choice: GeneratorChoice, ratePerSec: number): GeneratorName {
  if (choice.asked !== 'auto') return choice.asked;
  return choice.k6CleanLimitPerSec !== null && ratePerSec <= choice.k6CleanLimitPerSec ? 'k6' : 'builtin';
}

/** Whether k6 will offer any of the steps. A search keeps to one generator from its first step to its last. */
export function usesK6(choice: GeneratorChoice, policy: PolicySpec): boolean {
  if (policy.kind === 'capacity') return choice.asked === 'k6';
  return policy.ratesPerSec.some((rate) => generatorFor(choice, rate) === 'k6');
}
