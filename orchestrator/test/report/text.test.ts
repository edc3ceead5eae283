import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatCpuList } from '../../src/domain/units.ts';
import { toAscii } from '../../src/report/text/ascii.ts';
import { cleanText } from '../../src/report/text/clean-text.ts';
import { clip, displayWidth, ellipsis } from '../../src/report/text/display-width.ts';
import * as numbers from '../../src/report/text/numbers.ts';
import { wrapText } from '../../src/report/text/wrap.ts';

const HARMFUL = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

describe('numbers', () => {
  test.each([
    [0, '0'],
    [0.0001, '<0.001'],
    [0.012, '0.012'],
    [0.1234, '0.123'],
    [1.2, '1.20'],
    [18.24, '18.2'],
    [99.96, '100'],
    [812.4, '812'],
    [5014, '5,010'],
    [null, '?'],
    [Number.NaN, '?'],
  ])('%s ms is %s', (value, text) => expect(numbers.threeDigits(value)).toBe(text));

  test.each([
    [0, '0%'],
    [0.00001, '<0.01%'],
    [0.0012, '0.12%'],
    [0.023, '2.3%'],
    [0.71, '71%'],
    [0.99999, '99.99%'],
    [1, '100%'],
    [null, '?'],
  ])('a share of %s is %s', (value, text) => expect(numbers.percent(value)).toBe(text));

  test.each([
    [8000, '8,000/s'],
    [0.5, '0.500/s'],
    [7998.4, '7,998/s'],
    [null, '?/s'],
  ])('a rate of %s is %s', (value, text) => expect(numbers.rate(value)).toBe(text));

  test.each([
    [0, '00:00'],
    [372, '06:12'],
    [3972, '1:06:12'],
  ])('%s s on a clock is %s', (value, text) => expect(numbers.clockTime(value)).toBe(text));

  test.each([
    [2.5, '2.5 s'],
    [45, '45 s'],
    [320, '5 min 20 s'],
    [600, '10 min'],
    [7500, '2 h 5 min'],
    [3599.7, '1 h'],
  ])('%s s in words is %s', (value, text) => expect(numbers.timeSpan(value)).toBe(text));

  test.each([
    [12, '12 B'],
    [1234, '1.23 kB'],
    [1_200_000, '1.20 MB'],
    [3.4e9, '3.40 GB'],
  ])('%s bytes are %s', (value, text) => expect(numbers.bytes(value)).toBe(text));

  test('CPUs as the kernel writes them', () => {
    expect(formatCpuList([3, 2, 0, 2, 7, 8, 9])).toBe('0,2-3,7-9');
    expect(formatCpuList([])).toBe('none');
  });
});

describe('widths', () => {
  test.each([
    ['abc', 3],
    ['', 0],
    ['日本', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['✓ · █▁▸', 7],
    ['\u001b[31mred\u001b[0m', 3],
    ['한', 2],
    ['ｆ', 2],
    ['\u200b', 0],
  ])('%j takes %i columns', (text, columns) => expect(displayWidth(text)).toBe(columns));

  test('clipped text is never wider, and nothing is cut that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (raw, columns) => {
        const text = cleanText(raw);
        expect(displayWidth(clip(text, columns))).toBeLessThanOrEqual(columns);
        if (columns > 0) expect(displayWidth(ellipsis(text, columns))).toBeLessThanOrEqual(columns);
        if (displayWidth(text) <= columns) expect(clip(text, columns)).toBe(text);
      }),
    );
  });

  test('wrapped text is never wider, and no word is lost', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 30 }), fc.integer({ min: 24, max: 100 }), (text, columns) => {
        const lines = wrapText(text, columns, '  ');
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        expect(lines.map((line) => line.trim()).join(' ')).toBe(text);
      }),
    );
  });

  test('text of others is one harmless line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanText(text)).not.toMatch(HARMFUL);
        expect(toAscii(cleanText(text))).toMatch(/^[ -~]*$/);
      }),
    );
    expect(cleanText('\u001b]0;title\u0007a\tb\r\nc\u202e')).toBe('a b c');
  });
});
