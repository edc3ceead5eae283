import { readingAt } from './host-seconds.ts';
import type { DependencyUse, SecondSample } from './samples.ts';

/** What a service that the contender depends on used in one step. */
export interface DependencyFigures {
  readonly service: string;
  /** Of the CPUs that it is pinned to, 0 to 1; null: not read often enough. */
  readonly cpuShare: number | null;
  /** At its most. */
  readonly rssMb: number;
}

/** Everybody on the CPUs of the dependencies, and how many CPUs those are. */
export interface DependencyCpus {
  readonly cpus: number;
  /** CPUs' worth that others used there, each: the generator and the contender where they have to share them. */
  readonly othersCpus: readonly number[];
}

export interface LoadMs {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Each dependency under the counted load; empty where there are none. */
export function dependencyFigures(
  samples: readonly SecondSample[],
  load: LoadMs,
  cpus: number,
): DependencyFigures[] {
  const readings = samples.flatMap(({ contender }) => contender?.dependencies ?? []);
  return [...Map.groupBy(readings, ({ service }) => service)].map(([service, own]) => ({
    service,
    cpuShare: shareIn(own, load, cpus),
    rssMb: Math.max(...own.map(({ rssMb }) => rssMb)),
  }));
}

function shareIn(readings: readonly DependencyUse[], { fromMs, toMs }: LoadMs, cpus: number): number | null {
  const [from, to] = [readingAt(readings, fromMs), readingAt(readings, toMs)];
  if (from === null || to === null || toMs <= fromMs || cpus === 0) return null;
  return Math.max(0, to - from) / ((toMs - fromMs) * 1000 * cpus);
}

/**
 * The dependency that is nearest to its end, with its CPU as a share of what it could have had. A generator
 * that watches the clock takes whatever nobody else wants, so what it uses says nothing of how much there was
 * to be had. Null where there is none, or nobody could read one.
 */
export function busiestDependency(
  figures: readonly DependencyFigures[],
  { cpus, othersCpus }: DependencyCpus,
): { readonly service: string; readonly share: number } | null {
  const used = figures.flatMap(({ service, cpuShare }) =>
    cpuShare === null ? [] : [{ service, usedCpus: cpuShare * cpus }],
  );
  const shares = used.map((one) => {
    const others = [...othersCpus, ...used.filter((other) => other !== one).map(({ usedCpus }) => usedCpus)];
    return { service: one.service, share: Math.min(1, one.usedCpus / fairPart(cpus, others)) };
  });
  return shares.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

/**
 * What one more could have beside others of the same weight: its part by max-min fairness (Bertsekas and
 * Gallager, Data Networks, 6.5.2). Whoever used less than an equal part had what it wanted, and what it left
 * is shared by the rest.
 */
function fairPart(cpus: number, others: readonly number[]): number {
  let [left, sharing] = [cpus, others.length + 1];
  for (const used of others.toSorted((a, b) => a - b)) {
    if (used > left / sharing) break;
    left -= used;
    sharing -= 1;
  }
  return left / sharing;
}

/** CPUs' worth that somebody who may use `theirs` used of `shared`: spread evenly, since nobody tells by CPU. */
export function usedOf(
  shared: readonly number[],
  theirs: readonly number[],
  usedCpus: number,
): number | null {
  const both = theirs.filter((cpu) => shared.includes(cpu)).length;
  return both === 0 ? null : (usedCpus * both) / theirs.length;
}
