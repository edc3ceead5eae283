import type { LabEvent } from '../domain/events.ts';
import type { StepLoad } from '../domain/load.ts';
import type { RunLogs } from '../domain/log-lines.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import type { RunRecord, StepRecord } from '../domain/run-record.ts';
import type { StepEvidence } from '../domain/step-evidence.ts';
import type { StoredStep } from '../domain/stored-step.ts';

/** Keeps runs. Everything that is finished survives a kill at any moment. */
export interface RunStore {
  /** Makes the run's folder, points `results/latest` at it and writes the first record, before anything is measured. */
  create(record: RunRecord, plan: unknown, machine: MachineFacts): Promise<OpenRun>;
  /**
   * Says that this process works on a stored run, from before it opens its folder until it lets go: nobody
   * else removes it meanwhile. Throws LAB_RUN_UNKNOWN, and LAB_RUN_GOING_ON where another lab works on it.
   */
  claim(id: string): Promise<AsyncDisposable>;
  /** Opens the folder of a run that did not finish, to continue it. Throws LAB_RUN_UNKNOWN. */
  reopen(id: string): Promise<OpenRun>;
  /** Throws LAB_RUN_UNKNOWN, LAB_RECORD_UNREADABLE. */
  load(id: string): Promise<RunRecord>;
  /**
   * What a run kept of its steps to judge them by, one at a time in the order of their seconds; what is
   * damaged is left out. Throws LAB_RUN_UNKNOWN.
   */
  storedSteps(id: string): AsyncIterable<StoredStep>;
  /** Lines of one of its logs, as they were printed; none where it cannot be read. Throws LAB_RUN_UNKNOWN. */
  logLines(id: string, name: string): AsyncIterable<string>;
  /** What the run's machine.json tells; null where it cannot be read. */
  machine(id: string): Promise<MachineFacts | null>;
  /** Puts a file that is made from what is stored into the run's folder; `name` may have folders of its own. */
  writeFile(id: string, name: string, text: string): Promise<void>;
  /** Oldest first. */
  list(): Promise<readonly RunListing[]>;
  /** Whether a lab works on it at this moment, as `RunListing.goingOn` says. Throws LAB_RUN_UNKNOWN. */
  isGoingOn(id: string): Promise<boolean>;
  /** The id that `latest` stands for; any other id as it is. Throws LAB_RUN_UNKNOWN. */
  idOf(idOrLatest: string): Promise<string>;
  /** Removes a run with all its files; `latest` then leads to the newest that is left. Throws LAB_RUN_UNKNOWN. */
  remove(id: string): Promise<void>;
}

export interface OpenRun {
  readonly id: string;
  readonly folder: string;
  logFile(name: string): string;
  /** Replaces run.json (by rename) and its derived files, which have what logs repeat once these were read. */
  save(record: RunRecord, logs?: RunLogs): Promise<void>;
  /** Appends a finished step's seconds, histograms and evidence; then `save` makes it count. */
  appendStep(step: StepRecord, load: StepLoad, evidence: StepEvidence): Promise<void>;
  appendEvent(event: LabEvent): void;
  writeText(name: string, text: string): Promise<void>;
  /** Flushes what is still on its way. */
  close(): Promise<void>;
}

export interface RunListing {
  readonly id: string;
  readonly folder: string;
  readonly bytes: number;
  /** Null where the record cannot be read; `problem` says why. */
  readonly record: RunRecord | null;
  readonly problem: string | null;
  /** Whether a lab still writes into it; in doubt it does. */
  readonly goingOn: boolean;
}
