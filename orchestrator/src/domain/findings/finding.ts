import type { RunLogs } from '../log-lines.ts';
import type { ReportedRun } from '../reported-run.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';

/** What findings are made from. */
export interface Findable {
  readonly record: RunRecord;
  /** Absent: only a record is at hand. */
  readonly timelines?: ReportedRun['timelines'];
  /** Absent: nobody read them. */
  readonly logs?: RunLogs;
  /** Where each ladder ended; who climbs it is the caller's. None of a search. */
  readonly climbs: readonly Climb[];
}

export interface Climb {
  readonly contender: string;
  /** The highest rate such that every step up to it was held, in every block; null: none. */
  readonly heldPerSec: number | null;
  /** It held every rate of the ladder. */
  readonly top: boolean;
  /** The step that ended it; null: none did. */
  readonly stop: StepRecord | null;
}

/** The numbers that a finding rests on. Units are in the names; shares are 0 to 1. */
export type Evidence = Readonly<Record<string, number>>;

/** What all kinds share. No finding is without evidence, and no estimate in it without its bounds. */
export interface Found<Id extends string, Numbers extends Evidence = Evidence> {
  readonly id: Id;
  /** Whom it concerns; empty: the run as a whole. */
  readonly contenders: readonly string[];
  readonly evidence: Numbers;
  /** Of the report's charts, by id; null: none shows it. */
  readonly chart: string | null;
}
