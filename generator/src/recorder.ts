import { Histogram } from '@framework-lab/protocol/histogram';
import type { ErrorKind, LoadCounts } from '@framework-lab/protocol/load';
import { noCounts } from '@framework-lab/protocol/load';
import type { ArrivalRecorder } from './arrival-windows.ts';
import { ArrivalWindows } from './arrival-windows.ts';
import { ErrorCounts, StatusCounts } from './event-counts.ts';
import { LiveRecorder } from './live-recorder.ts';
import type { PlannedVariant } from './request-plan.ts';

/** What a full response was: wanted, of an unwanted status, or with an unexpected body. */
export type ResponseOutcome = 'ok' | 'status' | 'body';

/**
 * The books of one step. Every arrival is written down when it is due and once more when it ends,
 * in the second of the event (`live`), in the second and the request name it belongs to, or in
 * `leadIn` if it was due before the load began. The step's totals are the sum of its windows.
 * Times are µs from the start of the load phase.
 */
export class Recorder {
  live = new LiveRecorder();
  readonly windows = new ArrivalWindows();
  readonly leadIn: LoadCounts = noCounts();
  readonly totals: LoadCounts = noCounts();
  readonly statuses = new StatusCounts();
  readonly errors = new ErrorCounts();
  readonly latency = new Histogram();
  readonly lag = new Histogram();
  readonly serviceTime = new Histogram();
  readonly queueWait = new Histogram();
  inFlightMax = 0;
  bytesIn = 0;
  bytesOut = 0;
  readonly #timeoutUs: number;

  constructor(timeoutUs: number) {
    this.#timeoutUs = timeoutUs;
  }

  /** An arrival came due and is handed off, `lagUs` late; `open` others have not ended. */
  arrived(dueUs: number, lagUs: number, open: number, variant: PlannedVariant): void {
    this.live.counts.planned++;
    this.live.lag.record(lagUs);
    if (dueUs < 0) {
      this.leadIn.planned++;
      return;
    }
    variant.tally.counts.planned++;
    const window = this.windows.at(dueUs);
    window.counts.planned++;
    window.open++;
    window.lag.record(lagUs);
    window.inFlightSum += open;
    if (open >= window.inFlightMax) {
      window.inFlightMax = open + 1;
      if (open >= this.inFlightMax) this.inFlightMax = open + 1;
    }
  }

  dropped(dueUs: number, variant: PlannedVariant): void {
    this.live.counts.dropped++;
    if (dueUs < 0) {
      this.leadIn.dropped++;
      return;
    }
    variant.tally.counts.dropped++;
    this.#endedIn(dueUs).counts.dropped++;
  }

  /** No connection came free; with `hadItsTime` it waited for the whole timeout. */
  unsent(dueUs: number, variant: PlannedVariant, hadItsTime: boolean): void {
    this.live.counts.unsent++;
    if (hadItsTime) this.live.latency.record(this.#timeoutUs);
    if (dueUs < 0) {
      this.leadIn.unsent++;
      return;
    }
    variant.tally.counts.unsent++;
    const window = this.#endedIn(dueUs);
    window.counts.unsent++;
    if (hadItsTime) this.#endedAfter(this.#timeoutUs, window, variant);
  }

  sent(dueUs: number, waitedUs: number, variant: PlannedVariant): void {
    const bytes = variant.wire.length;
    this.live.counts.sent++;
    this.live.bytesOut += bytes;
    if (dueUs < 0) {
      this.leadIn.sent++;
      return;
    }
    variant.tally.counts.sent++;
    this.windows.at(dueUs).counts.sent++;
    this.queueWait.record(waitedUs);
    this.bytesOut += bytes;
  }

  received(dueUs: number, bytes: number): void {
    this.live.bytesIn += bytes;
    if (dueUs >= 0) this.bytesIn += bytes;
  }

  /** A full response, `latencyUs` after it was due and `serviceUs` after it was sent. */
  completed(
    dueUs: number,
    latencyUs: number,
    serviceUs: number,
    variant: PlannedVariant,
    status: number,
    outcome: ResponseOutcome,
  ): void {
    this.live.statuses.add(status);
    this.live.latency.record(latencyUs);
    countResponse(this.live.counts, outcome);
    if (outcome !== 'ok') this.live.errors.add(outcome);
    if (dueUs < 0) {
      countResponse(this.leadIn, outcome);
      return;
    }
    this.statuses.add(status);
    if (outcome !== 'ok') this.errors.add(outcome);
    this.serviceTime.record(serviceUs);
    countResponse(variant.tally.counts, outcome);
    const window = this.#endedIn(dueUs);
    countResponse(window.counts, outcome);
    this.#endedAfter(latencyUs, window, variant);
  }

  /** The request was sent and its connection failed it. */
  failed(dueUs: number, variant: PlannedVariant, kind: ErrorKind): void {
    this.live.counts.errors++;
    this.live.errors.add(kind);
    if (dueUs < 0) {
      this.leadIn.errors++;
      return;
    }
    this.errors.add(kind);
    variant.tally.counts.errors++;
    this.#endedIn(dueUs).counts.errors++;
  }

  timedOut(dueUs: number, variant: PlannedVariant): void {
    this.live.counts.timeouts++;
    this.live.latency.record(this.#timeoutUs);
    if (dueUs < 0) {
      this.leadIn.timeouts++;
      return;
    }
    variant.tally.counts.timeouts++;
    const window = this.#endedIn(dueUs);
    window.counts.timeouts++;
    this.#endedAfter(this.#timeoutUs, window, variant);
  }

  /** Adds a window that has ended to the totals. */
  close(window: ArrivalRecorder): void {
    for (const key of Object.keys(this.totals) as (keyof LoadCounts)[])
      this.totals[key] += window.counts[key];
    this.latency.merge(window.latency);
    this.lag.merge(window.lag);
  }

  #endedIn(dueUs: number): ArrivalRecorder {
    const window = this.windows.at(dueUs);
    window.open--;
    return window;
  }

  #endedAfter(latencyUs: number, window: ArrivalRecorder, variant: PlannedVariant): void {
    window.latency.record(latencyUs);
    variant.tally.latency.record(latencyUs);
  }
}

function countResponse(counts: LoadCounts, outcome: ResponseOutcome): void {
  counts.completed++;
  if (outcome === 'ok') counts.ok++;
  else counts.errors++;
}
