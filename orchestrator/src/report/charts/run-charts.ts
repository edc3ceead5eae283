import type { ReportedRun } from '../../domain/reported-run.ts';
import { type CapacityRow, capacityRows } from '../capacity-rows.ts';
import { capacityDrawing } from './capacity.ts';
import type { Chart } from './chart.ts';
import { cpuDrawing } from './cpu.ts';
import { cpuPerRequestDrawing } from './cpu-per-request.ts';
import { distributionDrawing } from './distribution.ts';
import { draw } from './draw.ts';
import { latencyDrawing } from './latency.ts';
import { memoryDrawing } from './memory.ts';
import { overloadDrawing } from './overload.ts';
import { drawnContenders } from './rate-steps.ts';
import { ratesDrawing } from './rates.ts';

/** Everything that a run is worth looking at, but its seconds; a chart without data is left out. */
export function runCharts(run: ReportedRun): Chart[] {
  const { record } = run;
  const drawn = drawnContenders(record);
  const rows: CapacityRow[] = record.scenario.policy.kind === 'capacity' ? capacityRows(record) : [];
  const drawings = [
    ratesDrawing(drawn),
    latencyDrawing(drawn),
    distributionDrawing(run),
    cpuDrawing(drawn),
    cpuPerRequestDrawing(record),
    capacityDrawing(record, rows),
    memoryDrawing(drawn),
    overloadDrawing(record, rows),
  ];
  return drawings.flatMap((drawing) => {
    if (drawing === null) return [];
    const howToRead = record.cpus.rankable ? drawing.howToRead : `${drawing.howToRead} ${NOT_RANKED}`;
    return [draw({ ...drawing, howToRead })];
  });
}

const NOT_RANKED = 'Nothing here ranks contenders: server and load did not have CPUs of their own.';
