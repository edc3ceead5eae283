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
  test.each(['text', 'muted', 'limit'] as const)('%s can be read, 4.5:1', (name) => {
    for (const behind of PAGES[page])
      expect(contrast(COLOURS[name][page], behind)).toBeGreaterThanOrEqual(4.5);
  });
});
