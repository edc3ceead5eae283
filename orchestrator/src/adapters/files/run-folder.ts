import { createWriteStream, type WriteStream } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LabEvent } from '../../domain/events.ts';
import type { StepLoad } from '../../domain/load.ts';
import type { RunLogs } from '../../domain/log-lines.ts';
import type { RunRecord, StepRecord } from '../../domain/run-record.ts';
import type { StepEvidence } from '../../domain/step-evidence.ts';
import type { OpenRun } from '../../ports/run-store.ts';
import { endLastLine } from './end-last-line.ts';
import { pointLatest } from './latest-link.ts';
import { claimRun, releaseRun } from './run-owner.ts';
import { evidenceLine, histogramLine, secondLines } from './step-lines.ts';
import { storeError } from './store-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** Files of a run that are made from its record, and from its logs once they were read, by name. */
export type DerivedFiles = (record: RunRecord, logs?: RunLogs) => Readonly<Record<string, string>>;

/** Files that grow line by line. */
const APPENDED = ['events.ndjson', 'seconds.ndjson', 'histograms.ndjson', 'evidence.ndjson'] as const;

/** One run's folder while the run goes on. */
export class RunFolder implements OpenRun {
  readonly id: string;
  readonly folder: string;
  readonly #derived: DerivedFiles;
  readonly #events: WriteStream;
  #eventError: Error | null = null;

  private constructor(folder: string, derived: DerivedFiles) {
    this.id = basename(folder);
    this.folder = folder;
    this.#derived = derived;
    this.#events = createWriteStream(join(folder, 'events.ndjson'), { flags: 'a' });
    this.#events.on('error', (error) => {
      this.#eventError = error;
    });
  }

  /** Makes the folder where it is missing. */
  static async open(folder: string, derived: DerivedFiles): Promise<RunFolder> {
    return guarded(folder, async () => {
      await mkdir(join(folder, 'logs'), { recursive: true });
      await claimRun(folder);
      for (const name of APPENDED) await endLastLine(join(folder, name));
      // From the start, so that a run that is killed is the latest one too.
      await pointLatest(folder);
      return new RunFolder(folder, derived);
    });
  }

  logFile(name: string): string {
    return join(this.folder, 'logs', name);
  }

  async save(record: RunRecord, logs?: RunLogs): Promise<void> {
    await guarded(this.folder, async () => {
      if (this.#eventError !== null) throw this.#eventError;
      await this.writeText('run.json', `${JSON.stringify(record, null, 1)}\n`);
      for (const [name, text] of Object.entries(this.#derived(record, logs)))
        await this.writeText(name, text);
    });
  }

  async appendStep(step: StepRecord, load: StepLoad, evidence: StepEvidence): Promise<void> {
    await guarded(this.folder, async () => {
      await appendFile(join(this.folder, 'seconds.ndjson'), secondLines(step, load.windows));
      await appendFile(join(this.folder, 'histograms.ndjson'), histogramLine(step, load));
      await appendFile(join(this.folder, 'evidence.ndjson'), evidenceLine(step, evidence));
    });
  }

  appendEvent(event: LabEvent): void {
    if (this.#eventError === null) this.#events.write(`${JSON.stringify(withoutSeconds(event))}\n`);
  }

  async writeText(name: string, text: string): Promise<void> {
    await guarded(this.folder, () => writeAtomically(join(this.folder, name), text));
  }

  async close(): Promise<void> {
    if (this.#eventError === null) await new Promise<void>((resolve) => this.#events.end(() => resolve()));
    await releaseRun(this.folder);
  }
}

/** A step's seconds stand in seconds.ndjson. */
function withoutSeconds(event: LabEvent): LabEvent {
  if (event.type !== 'step-finished') return event;
  const { seconds, ...rest } = event;
  return rest;
}

async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeError(error, folder);
  }
}
