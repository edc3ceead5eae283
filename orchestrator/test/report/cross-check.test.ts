import { expect, it } from 'vitest';
import { barsOf, type Round, type Seen } from '../../../bench/cross-check.ts';

const seen = (p99Ms: number): Seen => ({ requests: 100, ok: 100, dropped: 0, p50Ms: 0.2, p99Ms });
/** Vegeta is `noiseMs` apart from itself, and the lab `apartMs` from the middle of the two. */
const round = (noiseMs: number, apartMs: number): Round => ({
  lab: seen(5 + apartMs),
  vegeta: [seen(5 - noiseMs / 2), seen(5 + noiseMs / 2)],
});

it('holds the median of the differences against the median of the noise, whatever the worst round was', () => {
  const p99 = (apartMs: number) =>
    barsOf(
      [0.243, 0.316, 2.414, 2.267, 0.247].map((noiseMs) => round(noiseMs, apartMs)),
      [],
      0,
    ).at(-1);
  expect(p99(-2.231)).toMatchObject({
    wanted: 'within 0.316 ms, what vegeta differed from itself in a round, median of the rounds',
    seen: '-2.231 ms',
    passed: false,
  });
  expect(p99(-0.3)?.passed).toBe(true);
});
