import { capacityByBlock } from './capacity/contender-capacity.ts';
import { looksAt } from './capacity/looks.ts';
import { type BlockTable, type ComparedPair, compareContenders, pairsAmong } from './comparison.ts';
import { type Control, type ControlFinding, controlsOf, judgeControls } from './controls.ts';
import { cpuAt, cpuByBlock } from './cpu-by-block.ts';
import type { RunRecord } from './run-record.ts';

/** One number of every contender in every block. */
export interface ComparedMetric {
  readonly metric: 'capacity' | 'cpu';
  /** At which CPU per request is compared; null of a capacity. */
  readonly ratePerSec: number | null;
  readonly table: BlockTable;
  /** Contenders that it cannot be told of in every block. */
  readonly leftOut: readonly string[];
  readonly controls: readonly Control[];
  /** Of the controls and their originals. */
  readonly controlTable: BlockTable;
}

/** What the contenders of a run are compared by: a search by capacity, and every run by CPU per request. */
export function comparedMetrics(record: RunRecord): ComparedMetric[] {
  const found: ComparedMetric[] = [];
  const { policy } = record.scenario;
  if (policy.kind === 'capacity') {
    const { table, leftOut } = capacityByBlock(record);
    const controls = controlsOf(record, 'capacity');
    const controlTable = capacityByBlock(record, idsOf(controls)).table;
    found.push({ metric: 'capacity', ratePerSec: null, table, leftOut, controls, controlTable });
  }
  const cpu = cpuByBlock(record);
  if (cpu !== null) {
    const controls = controlsOf(record, 'cpu');
    const controlTable = cpuAt(record, idsOf(controls), cpu.ratePerSec);
    found.push({ ...cpu, metric: 'cpu', controls, controlTable });
  }
  return found;
}

/** How many intervals of a run are to be right at once: of all its metrics, at all looks that it may take. */
export function intervalsAtOnce(record: RunRecord, metrics = comparedMetrics(record)): number {
  return (
    looksAt(record.scenario) *
    metrics.reduce((sum, one) => sum + pairsAmong(one.table.size) + one.controls.length, 0)
  );
}

/** The pairs of a run by capacity, with the very intervals of its sentences. */
export function capacityPairs(record: RunRecord): readonly ComparedPair[] {
  const metrics = comparedMetrics(record);
  const table = metrics.find(({ metric }) => metric === 'capacity')?.table;
  if (table === undefined || !record.cpus.rankable) return [];
  return compareContenders(table, intervalsAtOnce(record, metrics))?.pairs ?? [];
}

/** What the controls say of the differences of a metric, by intervals as wide as theirs. */
export function controlFindings(
  { controls, controlTable }: ComparedMetric,
  atOnce: number,
): ControlFinding[] {
  return judgeControls(controlTable, controls, atOnce);
}

function idsOf(controls: readonly Control[]): string[] {
  return [...new Set(controls.flatMap(({ control, of }) => [control, of]))];
}
