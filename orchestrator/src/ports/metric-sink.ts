import type { LabEvent } from '../domain/events.ts';

/**
 * Where metrics go while a run goes on. Never in the way of a measurement: `take` neither waits nor
 * throws; what cannot be written now is kept in the run's folder and can be pushed later.
 */
export interface MetricSink {
  take(event: LabEvent): void;
  /** Waits a bounded time for what is still on its way. */
  close(): Promise<SinkReport>;
}

export interface SinkReport {
  /** Points made, and those of them that a database has acknowledged. */
  readonly points: number;
  readonly written: number;
  /** Why the rest was not, for people; null when nothing is missing. */
  readonly problem: string | null;
}
