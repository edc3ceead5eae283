/** Monotonic µs of this process. */
export function monotonicUs(): number {
  return performance.now() * 1000;
}

/**
 * The monotonic time, µs, at which the wall clock shows `wallMs`. `Date.now()` counts whole
 * milliseconds, so the turn of one is awaited (1 ms at most): shards that share a start then
 * interleave to some µs.
 */
export function monotonicAtWall(wallMs: number): number {
  const before = Date.now();
  const giveUpUs = monotonicUs() + 2000;
  let turnedMs = before;
  while (turnedMs === before && monotonicUs() < giveUpUs) turnedMs = Date.now();
  return monotonicUs() + (wallMs - turnedMs) * 1000;
}

/** Keeps the CPU busy for `us`. Nothing else happens meanwhile, and nothing is allocated. */
export function spinFor(us: number): void {
  const untilMs = performance.now() + us / 1000;
  while (performance.now() < untilMs);
}
