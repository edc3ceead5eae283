import { describe, expect, test } from 'vitest';
import { COLOURS, SERIES_INKS } from '../../../src/report/charts/chart-theme.ts';

const PAGES = { light: ['#ffffff', '#f6f8fa'], dark: ['#0d1117', '#1c2128'] } as const;
const CHANNELS = [1, 3, 5] as const;

function linear(colour: string): number[] {
  return CHANNELS.map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
}

/** What is left of colours to those who lack a cone: Machado, Oliveira and Fernandes (2009), severity 1. */
const SEEN = {
  'with all cones': [1, 0, 0, 0, 1, 0, 0, 0, 1],
  'without red': [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  'without green': [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  'without blue': [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;
const TO_XYZ = [0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505];

function times(matrix: readonly number[], vector: readonly number[]): number[] {
  return CHANNELS.map((_, row) =>
    vector.reduce((sum, value, i) => sum + value * (matrix[row * 3 + i] as number), 0),
  );
}

/** CIE L*a*b*, in which a distance of 2 is just noticed side by side. */
function lab(colour: string, seen: readonly number[]): [number, number, number] {
  const visible = times(seen, linear(colour)).map((value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = times(TO_XYZ, visible).map((value, i) => {
    const share = value / ([0.9505, 1, 1.089][i] as number);
    return share > 0.008856 ? Math.cbrt(share) : 7.787 * share + 16 / 116;
  }) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const [low, high] = [a, b]
    .map((colour) => {
      const [red = 0, green = 0, blue = 0] = linear(colour);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

describe.each(['light', 'dark'] as const)('on a %s page', (page) => {
  test.each(SERIES_INKS)('series %i stands out 3:1', (name) => {
    for (const behind of PAGES[page]) expect(contrast(COLOURS[name][page], behind)).toBeGreaterThanOrEqual(3);
  });
  test.each(Object.entries(SEEN))('no two series look alike %s', (_, seen) => {
    const all = SERIES_INKS.map((name) => lab(COLOURS[name][page], seen));
    for (const [i, one] of all.entries())
      for (const other of all.slice(i + 1))
        expect(Math.hypot(...one.map((value, k) => value - (other[k] as number)))).toBeGreaterThan(10);
  });
  test.each(['text', 'muted', 'limit'] as const)('%s can be read, 4.5:1', (name) => {
    for (const behind of PAGES[page])
      expect(contrast(COLOURS[name][page], behind)).toBeGreaterThanOrEqual(4.5);
  });
});
