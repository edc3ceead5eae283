import { hostSecond, type RoleCpus } from './host-second.ts';
import type { CpuTimes, HostSecond, ResourceSample, SecondSample } from './samples.ts';

/** How far a reading may lie outside the span it is asked for and still stand for its edge. */
const EDGE_MS = 250;

/**
 * The seconds 0 to `seconds` − 1 of a step from readings taken about once a second at any phase:
 * every counter is cumulative, so its value at a boundary is taken on the line between the readings
 * around it. Seconds that the readings do not cover are left out.
 */
export function hostSeconds(
  readings: readonly SecondSample[],
  step: { readonly startAtMs: number; readonly seconds: number },
  roles: RoleCpus,
): HostSecond[] {
  const result: HostSecond[] = [];
  for (let index = 0; index < step.seconds; index += 1) {
    const before = sampleAt(readings, step.startAtMs + index * 1000);
    const after = sampleAt(readings, step.startAtMs + (index + 1) * 1000);
    if (before && after && after.host.atMs - before.host.atMs > EDGE_MS) {
      result.push(hostSecond(index, before, after, roles));
    }
  }
  return result;
}

/** Reading at a moment, by monotonic ms of the lab; null outside of what was read. */
export function sampleAt(readings: readonly SecondSample[], atMs: number): SecondSample | null {
  const next = readings.findIndex((reading) => reading.host.atMs >= atMs);
  const after = readings[next];
  const before = next > 0 ? readings[next - 1] : undefined;
  if (after && before)
    return { ...between(before, after, atMs), contender: contenderAt(readings, [before, after], atMs) };
  const edge = after ?? readings.at(-1);
  return edge && Math.abs(edge.host.atMs - atMs) <= EDGE_MS ? edge : null;
}

function between(a: SecondSample, b: SecondSample, atMs: number): SecondSample {
  const part = (atMs - a.host.atMs) / (b.host.atMs - a.host.atMs);
  const line = (from: number, to: number) => from + (to - from) * part;
  return {
    host: { ...b.host, atMs, cpus: blend(a.host.cpus, b.host.cpus, line) },
    contender: null,
    ...(a.generatorCpuUs !== undefined && b.generatorCpuUs !== undefined
      ? { generatorCpuUs: line(a.generatorCpuUs, b.generatorCpuUs) }
      : {}),
  };
}

/**
 * The contender's reading is of another moment than the host's: a little later, or, where only the
 * engine tells, up to a second earlier. So the two around the moment are taken by its own times; beyond
 * the last of them its line goes on. Null where it could not be read beside the host.
 */
function contenderAt(
  readings: readonly SecondSample[],
  [before, after]: readonly [SecondSample, SecondSample],
  atMs: number,
): ResourceSample | null {
  if (!before.contender || !after.contender) return null;
  const own = readings.flatMap(({ contender }) => contender ?? []);
  const next = own.findIndex((reading) => reading.atMs >= atMs);
  const [a, b] = next > 0 ? [own[next - 1], own[next]] : [before.contender, after.contender];
  if (!a || !b) return null;
  return { ...b, atMs, cpuUs: lineAt(a, b, atMs), ...dependenciesAt(own, b, atMs) };
}

/** Each of them by its own times as well. */
function dependenciesAt(
  own: readonly ResourceSample[],
  { dependencies }: ResourceSample,
  atMs: number,
): Pick<ResourceSample, 'dependencies'> {
  if (dependencies === undefined) return {};
  const all = own.flatMap((reading) => reading.dependencies ?? []);
  return {
    dependencies: dependencies.flatMap((use) => {
      const cpuUs = readingAt(
        all.filter(({ service }) => service === use.service),
        atMs,
      );
      return cpuUs === null ? [] : [{ ...use, atMs, cpuUs }];
    }),
  };
}

/** A cumulative CPU reading at a moment, on the line of the two around it or of the last two; null with fewer. */
export function readingAt(
  readings: readonly { readonly atMs: number; readonly cpuUs: number }[],
  atMs: number,
): number | null {
  const next = readings.findIndex((reading) => reading.atMs >= atMs);
  const at = next < 0 ? readings.length - 1 : Math.max(1, next);
  const [a, b] = [readings[at - 1], readings[at]];
  return a && b ? lineAt(a, b, atMs) : null;
}

function lineAt(
  a: { readonly atMs: number; readonly cpuUs: number },
  b: { readonly atMs: number; readonly cpuUs: number },
  atMs: number,
): number {
  if (b.atMs <= a.atMs) return b.cpuUs;
  return a.cpuUs + ((b.cpuUs - a.cpuUs) * (atMs - a.atMs)) / (b.atMs - a.atMs);
}

function blend(
  a: ReadonlyMap<number, CpuTimes>,
  b: ReadonlyMap<number, CpuTimes>,
  line: (from: number, to: number) => number,
): Map<number, CpuTimes> {
  const result = new Map<number, CpuTimes>();
  for (const [cpu, to] of b) {
    const from = a.get(cpu);
    if (!from) continue;
    result.set(cpu, {
      userUs: line(from.userUs, to.userUs),
      systemUs: line(from.systemUs, to.systemUs),
      irqUs: line(from.irqUs, to.irqUs),
      softirqUs: line(from.softirqUs, to.softirqUs),
      stealUs: line(from.stealUs, to.stealUs),
      idleUs: line(from.idleUs, to.idleUs),
    });
  }
  return result;
}
