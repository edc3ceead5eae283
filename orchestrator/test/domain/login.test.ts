import { expect, it } from 'vitest';
import { CounterRange } from '../../src/domain/counter-range.ts';
import { tokenIn } from '../../src/domain/login.ts';

it('finds the token of a log-in by its path, and never shows what else there is', () => {
  expect(tokenIn('{"data":{"access_token":"abc"}}', 'data.access_token', 'api')).toBe('abc');
  expect(tokenIn('[{"t":7}]', '0.t', 'api')).toBe('7');
  expect(() => tokenIn('<html>', 'token', 'api')).toThrow('the answer is no JSON');
  expect(() => tokenIn('{"jwt":"secret"}', 'token', 'api')).toThrow('there is no token in it');
  expect(() => tokenIn('{"token":{"a":1}}', 'token', 'api')).toThrow('token is no text');
  expect(() => tokenIn('{"a":"x"}', 'a.b', 'api')).toThrow('there is no b in it');
  expect(() => tokenIn('{}', '__proto__', 'api')).toThrow('there is no __proto__ in it');
});

it('hands out numbers of which no two are the same in a launch', () => {
  const numbers = new CounterRange(1);
  expect([numbers.take(), numbers.take()]).toEqual([1_000_000_000, 1_000_000_001]);
  const first = numbers.takeForLoad(100_000);
  // Poisson arrivals of 100,000 are within 12 × 316 of it.
  expect(numbers.take() - first).toBeGreaterThan(103_795);
  expect(new CounterRange(2).take()).toBeGreaterThan(1_019_999_999);
});
