import { describe, expect, it } from 'vitest';
import {
  describeChoice,
  type GeneratorChoice,
  generatorFor,
  k6Cannot,
} from '../../src/domain/generator-choice.ts';

const auto = (k6CleanLimitPerSec: number | null): GeneratorChoice => ({ asked: 'auto', k6CleanLimitPerSec });

describe('which generator offers a rate', () => {
  it.each([
    [auto(1400), 1400, 'k6'],
    [auto(1400), 1401, 'builtin'],
    [auto(null), 1, 'builtin'],
    [{ asked: 'k6', k6CleanLimitPerSec: null }, 50_000, 'k6'],
    [{ asked: 'builtin', k6CleanLimitPerSec: 1400 }, 1, 'builtin'],
  ] as const)('%j at %i/s: %s', (choice, rate, name) => {
    expect(generatorFor(choice, rate)).toBe(name);
  });

  it('is never k6 where k6 cannot do what the scenario means', () => {
    const step = { durationS: 7, leadInS: 1 };
    expect(k6Cannot({ pacing: 'paced', step })).toBeNull();
    expect(k6Cannot({ pacing: 'poisson', step })).toContain('Poisson');
    expect(k6Cannot({ pacing: 'paced', step: { ...step, durationS: 600 } })).toContain('300 s');
  });

  it('is told in words', () => {
    expect(describeChoice(auto(1400))).toBe('k6 to 1400/s then builtin');
    expect(describeChoice(auto(null))).toBe('builtin');
    expect(describeChoice({ asked: 'k6', k6CleanLimitPerSec: null })).toBe('k6');
  });
});
