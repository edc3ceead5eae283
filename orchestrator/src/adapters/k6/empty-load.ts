import { Histogram } from '@framework-lab/protocol/histogram';
import { noCounts } from '@framework-lab/protocol/load';
import type { StepLoad } from '../../domain/load.ts';

/** A step that was ended before k6 had anything to tell. */
export function emptyLoad(): StepLoad {
  const none = (): Histogram => new Histogram();
  return {
    generator: 'k6',
    counts: noCounts(),
    byStatus: {},
    byError: {},
    byRequest: {},
    latency: none(),
    serviceTime: none(),
    schedulerLag: none(),
    queueWait: none(),
    inFlightMax: 0,
    drainMs: 0,
    elapsedMs: { monotonic: 0, wall: 0 },
    bytesIn: 0,
    bytesOut: 0,
    connects: { opened: 0, failed: 0, byError: {} },
    use: { wallUs: 0, cpuUs: 0, gcMaxUs: 0, gcUs: 0 },
    generatorRssMb: null,
    leadIn: noCounts(),
    okInLoad: 0,
    windows: [],
    aborted: true,
    loadStartedWallMs: null,
  };
}
