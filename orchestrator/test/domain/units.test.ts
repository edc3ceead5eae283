import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/domain/errors.ts';
import {
  formatCpuList,
  formatDuration,
  formatRate,
  parseCpuList,
  parseDurationMs,
  parseRate,
  parseRates,
  parseWholeNumber,
} from '../../src/domain/units.ts';

function errorOf(act: () => unknown): LabError {
  try {
    act();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['10m', 600_000],
    ['1h', 3_600_000],
  ])('reads %s', (text, ms) => {
    expect(parseDurationMs(text, '--duration')).toBe(ms);
  });

  it.each(['10', '-5s', '0s', '', 'ten', '1d', 'NaN', '1e9h', '8000h'])('refuses "%s"', (text) => {
    expect(errorOf(() => parseDurationMs(text, '--duration')).code).toBe('LAB_DURATION_INVALID');
  });

  it('tells how to write a number that has no unit', () => {
    const error = errorOf(() => parseDurationMs('10', '--duration'));
    expect(`${error.message} ${error.fix.join(' ')}`).toMatch(/--duration has no unit.*did you mean 10s\?/);
  });

  it('writes them for people', () => {
    expect([500, 1500, 125_000, 4_200_000].map(formatDuration)).toEqual([
      '500 ms',
      '1.5 s',
      '2 m 5 s',
      '1 h 10 m',
    ]);
  });
});

describe('rates', () => {
  it('reads one and several', () => {
    expect(parseRate('9000', '--rate')).toBe(9000);
    expect(parseRates('400, 1000,2.5')).toEqual([400, 1000, 2.5]);
    expect(formatRate(9000)).toBe('9,000/s');
  });

  it.each(['0', '-1', 'NaN', '1e12', 'Infinity', '', '12x', '0x10'])(
    'refuses "%s" and names the limits',
    (text) => {
      const error = errorOf(() => parseRate(text, '--rate'));
      expect(error.code).toBe('LAB_RATE_INVALID');
      expect(error.message).toContain('above 0 and at most 1,000,000');
    },
  );

  it('refuses a list with an empty part', () => {
    expect(errorOf(() => parseRates('400,,1000')).code).toBe('LAB_RATE_INVALID');
  });
});

describe('CPU lists', () => {
  it('reads and writes what Linux writes', () => {
    expect(parseCpuList('5,2-3,3')).toEqual([2, 3, 5]);
    expect(formatCpuList([5, 3, 2])).toBe('2-3,5');
    expect(formatCpuList([])).toBe('none');
  });

  it.each(['', '3-2', 'a', '1,', '-1', '0-99999', '1.5'])('refuses "%s"', (text) => {
    expect(errorOf(() => parseCpuList(text)).code).toBe('LAB_CPUS_INVALID');
  });
});

describe('whole numbers', () => {
  it('reads within limits and names them otherwise', () => {
    expect(parseWholeNumber('3', '--blocks', { min: 1, max: 100 })).toBe(3);
    for (const text of ['0', '101', '1.5', 'x', '']) {
      const error = errorOf(() => parseWholeNumber(text, '--blocks', { min: 1, max: 100 }));
      expect(error.code).toBe('LAB_VALUE_INVALID');
      expect(error.message).toContain('from 1 to 100');
    }
  });
});
