import type { Objective } from './objective.ts';

/** The highest rate held under an objective. */
export interface HeldRate {
  readonly perSec: number;
  /** The next rate is not known to have failed, so the truth may be higher. */
  readonly atLeast: boolean;
}

/** Who is compared. How the rate is found, on a ladder or by a search, is the caller's. */
export interface Contestant {
  readonly id: string;
  /** Null: nothing is known. */
  readonly heldAt: (objective: Objective) => HeldRate | null;
}

export interface CurvePoint {
  readonly objective: Objective;
  /** In the order of the contestants. */
  readonly held: readonly (HeldRate | null)[];
}

/** Up to `fromMs` one was ahead, from `toMs` on the other; in between nobody can tell them apart. */
export interface OrderFlip {
  readonly aheadBefore: string;
  readonly aheadAfter: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const LEAST_MS = 2;
/** Two a doubling: a finer grid would only draw the rungs of a ladder more often. */
const STEPS_PER_DOUBLING = 2;

/** The same quantile and share of errors at latencies from 2 ms to the timeout, evenly on a log scale. */
export function curveObjectives(like: Objective, timeoutMs: number): Objective[] {
  const latencies: number[] = [];
  for (let i = 0; ; i += 1) {
    const latencyMs = Number((LEAST_MS * 2 ** (i / STEPS_PER_DOUBLING)).toPrecision(2));
    if (latencyMs >= timeoutMs) break;
    latencies.push(latencyMs);
  }
  // The timeout closes the range, and the objective that was asked for is always a point of it.
  const all = [...new Set([...latencies, like.latencyMs, timeoutMs])].sort((a, b) => a - b);
  return all.map((latencyMs) => ({ ...like, latencyMs }));
}

/** Capacity as a curve over objectives. */
export function capacityCurve(
  contestants: readonly Contestant[],
  objectives: readonly Objective[],
): CurvePoint[] {
  return objectives.map((objective) => ({
    objective,
    held: contestants.map((contestant) => contestant.heldAt(objective)),
  }));
}

/** The order of contestants over a curve. Objectives that leave the order of two open decide nothing. */
export interface OrderOverCurve {
  /** False: at no objective is anybody known to be ahead of anybody. */
  readonly known: boolean;
  /** Where the order of two turns round as the objective grows. */
  readonly flips: readonly OrderFlip[];
}

export function orderOverCurve(
  contestants: readonly Contestant[],
  curve: readonly CurvePoint[],
): OrderOverCurve {
  const flips: OrderFlip[] = [];
  let known = false;
  for (const [i, first] of contestants.entries()) {
    for (const [offset, second] of contestants.slice(i + 1).entries()) {
      let before: { readonly sign: number; readonly atMs: number } | null = null;
      for (const { objective, held } of curve) {
        const sign = orderOf(held[i] ?? null, held[i + 1 + offset] ?? null);
        if (sign === 0) continue;
        known = true;
        if (before !== null && before.sign !== sign) {
          const [aheadBefore, aheadAfter] = sign < 0 ? [first.id, second.id] : [second.id, first.id];
          flips.push({ aheadBefore, aheadAfter, fromMs: before.atMs, toMs: objective.latencyMs });
        }
        before = { sign, atMs: objective.latencyMs };
      }
    }
  }
  return { known, flips: flips.sort((a, b) => a.toMs - b.toMs) };
}

/** 1: the first is ahead; −1: the second is; 0: equal, or the one behind may hold more than is known. */
function orderOf(a: HeldRate | null, b: HeldRate | null): number {
  if (a === null || b === null) return 0;
  if (a.perSec > b.perSec) return b.atLeast ? 0 : 1;
  if (a.perSec < b.perSec) return a.atLeast ? 0 : -1;
  return 0;
}
