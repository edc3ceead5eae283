import { describe, expect, it } from 'vitest';
import {
  describeChoice,
  type GeneratorChoice,
  generatorFor,
  k6Cannot,
  usesK6,
} from '../../src/domain/generator-choice.ts';
import { SPEC } from './capacity/simulated-search.ts';

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

  it('is one from the first step of a search to its last', () => {
    expect(usesK6(auto(1400), SPEC)).toBe(false);
    expect(usesK6({ asked: 'k6', k6CleanLimitPerSec: null }, SPEC)).toBe(true);
  });

  it('is never k6 where k6 cannot do what the scenario means', () => {
    const step = { durationS: 7, leadInS: 1 };
    const policy = { kind: 'ladder', ratesPerSec: [100], stopAfterFailed: 2 } as const;
    const request = { name: 'a', weight: 1, method: 'GET', headers: {}, expect: { statuses: [] } } as const;
    const load = { pacing: 'paced', step, policy, requests: [{ ...request, path: '/a/{id}' }] } as const;
    const counted = [{ ...request, path: '/a/{counter}' }];
    expect(k6Cannot(load)).toBeNull();
    expect(k6Cannot({ ...load, pacing: 'poisson' })).toContain('Poisson');
    expect(k6Cannot({ ...load, requests: counted })).toContain('{counter}');
    expect(k6Cannot({ ...load, data: { name: 'users', file: '/users.csv', sha256: null } })).toContain(
      'rows',
    );
    expect(k6Cannot({ ...load, step: { ...step, durationS: 600 } })).toContain('300 s');
    expect(k6Cannot({ ...load, policy: { ...SPEC, confirmS: 600 } })).toContain('300 s');
  });

  it('is told in words', () => {
    expect(describeChoice(auto(1400))).toBe('k6 to 1400/s then builtin');
    expect(describeChoice(auto(null))).toBe('builtin');
    expect(describeChoice({ asked: 'k6', k6CleanLimitPerSec: null })).toBe('k6');
  });
});
