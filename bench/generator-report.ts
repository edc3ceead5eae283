import type { Contestant } from './contestants/contestant.ts';
import type { Disturbance, MachineFacts } from './machine-facts.ts';
import type { Spread } from './spread.ts';
import { ratioSpread, spreadOf } from './spread.ts';

/** One contestant's figures, one entry a round; null where a round gave none. */
export interface Figures {
  readonly contestant: Pick<Contestant, 'name' | 'version' | 'model'>;
  readonly throughputPerSec: (number | null)[];
  readonly cpuUsPerRequest: (number | null)[];
  readonly cleanPerSec: (number | null)[];
  /** Share of its CPU that the responder used while this one ran at full throttle, 0 to 1. */
  readonly responderShare: (number | null)[];
}

export interface Lag {
  /** Scheduler lag p99 of the median second, µs. */
  readonly p99Us: number;
  /** Share of the time in which other processes had the generator's CPU, 0 to 1. */
  readonly keptOffShare: number;
}

export interface BenchData {
  readonly machine: MachineFacts;
  readonly disturbance: Disturbance;
  readonly rounds: number;
  readonly connections: number;
  readonly figures: readonly Figures[];
  /** At half the clean rate, by round. */
  readonly lags: readonly (Lag | null)[];
  readonly missing: readonly string[];
}

export interface Bar {
  readonly claim: string;
  readonly measured: Spread | null;
  /** Null: not measured, because the other one is not installed or gave no figure. */
  readonly passed: boolean | null;
}

export function barsOf(data: BenchData): Bar[] {
  const of = (name: string): Figures | undefined =>
    data.figures.find(({ contestant }) => contestant.name === name);
  const ours = of('builtin')?.cleanPerSec ?? [];
  const bar = (claim: string, measured: Spread | null, holds: (median: number) => boolean): Bar => ({
    claim,
    measured,
    passed: measured === null ? null : holds(measured.median),
  });
  return [
    bar(
      "clean rate at least 5 × k6's",
      ratioSpread(ours, of('k6')?.cleanPerSec ?? []),
      (ratio) => ratio >= 5,
    ),
    bar(
      "clean rate at least autocannon's throughput",
      ratioSpread(ours, of('autocannon')?.throughputPerSec ?? []),
      (ratio) => ratio >= 1,
    ),
    bar(
      "CPU per request at most 1.5 × wrk's",
      ratioSpread(of('builtin')?.cpuUsPerRequest ?? [], of('wrk')?.cpuUsPerRequest ?? []),
      (ratio) => ratio <= 1.5,
    ),
    bar(
      'scheduler lag p99 below 1 ms in the median second at half the clean rate (in ms)',
      spreadOf(data.lags.map((lag) => (lag?.p99Us ?? Number.NaN) / 1000)),
      (lagMs) => lagMs < 1,
    ),
  ];
}

export function reportLines(data: BenchData): string[] {
  const { machine, disturbance } = data;
  const rows = data.figures.map((figures) => [
    figures.contestant.name,
    figures.contestant.version,
    figures.contestant.model,
    shown(spreadOf(figures.cleanPerSec.map(orNaN)), 0),
    shown(spreadOf(figures.throughputPerSec.map(orNaN)), 0),
    shown(spreadOf(figures.cpuUsPerRequest.map(orNaN)), 1),
    shown(spreadOf(figures.responderShare.map(orNaN)), 2),
  ]);
  const header = ['', 'version', 'model', 'clean/s', 'full throttle/s', 'CPU µs/request', 'responder CPU'];
  return [
    `${machine.cpu}, ${machine.cpuCount} CPUs, ${machine.system}, Node ${machine.node}`,
    `one CPU for the responder, one for the generator; ${data.connections} connections; ${data.rounds} interleaved rounds; median (least … most)`,
    `steal ${(disturbance.stealShare * 100).toFixed(1)} %, load average ${disturbance.loadAverage1.toFixed(1)} at the end`,
    '',
    ...table([header, ...rows]),
    '',
    ...barsOf(data).map(({ claim, measured, passed }) => {
      const mark = passed === null ? '–' : passed ? '✓' : '✗';
      return `${mark} ${claim}: ${passed === null ? 'not measured' : shown(measured, 2)}`;
    }),
    `  meanwhile others had its CPU for ${shown(spreadOf(data.lags.map((lag) => (lag?.keptOffShare ?? Number.NaN) * 100)), 1)} % of the time`,
    ...(data.missing.length > 0 ? ['', `not installed: ${data.missing.join(', ')}`] : []),
  ];
}

function orNaN(value: number | null): number {
  return value ?? Number.NaN;
}

function shown(spread: Spread | null, digits: number): string {
  if (spread === null) return '–';
  const { median, min, max } = spread;
  return `${median.toFixed(digits)} (${min.toFixed(digits)} … ${max.toFixed(digits)})`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] as readonly string[]).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] as number))
      .join('  ')
      .trimEnd(),
  );
}
