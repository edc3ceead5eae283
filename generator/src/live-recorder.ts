import { Histogram } from '@framework-lab/protocol/histogram';
import type { LoadCounts } from '@framework-lab/protocol/load';
import { noCounts } from '@framework-lab/protocol/load';
import { ErrorCounts, StatusCounts } from './event-counts.ts';

/** What happened in one second by the clock of events. Two of them take turns. */
export class LiveRecorder {
  counts: LoadCounts = noCounts();
  readonly statuses = new StatusCounts();
  readonly errors = new ErrorCounts();
  readonly latency = new Histogram();
  readonly lag = new Histogram();
  bytesIn = 0;
  bytesOut = 0;

  reset(): void {
    this.counts = noCounts();
    this.statuses.reset();
    this.errors.reset();
    this.latency.reset();
    this.lag.reset();
    this.bytesIn = 0;
    this.bytesOut = 0;
  }
}
