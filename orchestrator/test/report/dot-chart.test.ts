import { describe, expect, test } from 'vitest';
import { toAscii } from '../../src/report/text/ascii.ts';
import { displayWidth } from '../../src/report/text/display-width.ts';
import { type DotSeries, dotChart, type Frame, rowOf } from '../../src/report/text/dot-chart.ts';
import { textOf } from '../../src/report/text/line.ts';

function texts(series: readonly DotSeries[], frame: Frame): string[] {
  return dotChart(series, frame).map((line) => line.map(textOf).join(''));
}

const plain = (...values: (number | null)[]): DotSeries => ({ ink: 'plain', values });

describe('a chart of dots', () => {
  test('has 0 at its lower edge and the top at its upper one, and clips what lies beyond', () => {
    const frame = { columns: 1, rows: 1, top: 4 };
    expect(texts([plain(0, null)], frame)).toEqual(['⡀']);
    expect(texts([plain(null, 4)], frame)).toEqual(['⠈']);
    expect(texts([plain(null, 400)], frame)).toEqual(['⠈']);
    expect(texts([plain(-3, null)], frame)).toEqual(['⡀']);
  });

  test('a jump is a line, a gap is a gap', () => {
    expect(texts([plain(0, 3)], { columns: 1, rows: 1, top: 3 })).toEqual(['⡸']);
    expect(texts([plain(0, null, 3, 3)], { columns: 2, rows: 1, top: 3 })).toEqual(['⡀⠉']);
  });

  test('ends at the right edge, and shows the newest of what is too long', () => {
    expect(texts([plain(0, 0)], { columns: 3, rows: 1, top: 1 })).toEqual(['  ⣀']);
    expect(texts([plain(1, 1, 0, 0)], { columns: 1, rows: 1, top: 1 })).toEqual(['⣀']);
  });

  test('every row is as wide as the frame, whatever is in it', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i % 7 === 0 ? null : Math.sin(i) * 9));
    const lines = texts([plain(...values), plain()], { columns: 30, rows: 5, top: 7 });
    expect(lines.map(displayWidth)).toEqual([30, 30, 30, 30, 30]);
  });

  test('a cell has the ink of the series in front', () => {
    const series: DotSeries[] = [
      { ink: 'accent', values: [0, 0, 0, 0] },
      { ink: 'good', values: [null, null, 0, 0] },
    ];
    expect(dotChart(series, { columns: 2, rows: 1, top: 1 })).toEqual([
      [
        { text: '⣀', ink: 'accent' },
        { text: '⣀', ink: 'good' },
      ],
    ]);
  });

  test('knows the row of a value', () => {
    const frame = { columns: 1, rows: 3, top: 11 };
    expect([0, 3, 4, 8, 11].map((value) => rowOf(value, frame))).toEqual([2, 2, 1, 0, 0]);
  });

  test('in ASCII its dots stay where they are, and no chart has a question mark', () => {
    for (let dots = 1; dots < 256; dots++)
      expect(toAscii(String.fromCharCode(0x2800 + dots))).toMatch(/^['|._-]$/);
    expect(toAscii('⠉⠒⠤⣀⡇│┤')).toBe("'--_||+");
  });
});
