import { LabError } from '../domain/errors.ts';
import type { Emit } from '../domain/events.ts';
import type { LaunchRecord, RecordedError } from '../domain/launch-record.ts';
import type { StepLoad } from '../domain/load.ts';
import type { RunRecord, StepRecord, Warning } from '../domain/run-record.ts';
import type { StepEvidence } from '../domain/step-evidence.ts';
import type { Clock } from '../ports/clock.ts';
import type { OpenRun } from '../ports/run-store.ts';

export interface FinishedLoad {
  readonly record: StepRecord;
  readonly load: StepLoad;
  readonly evidence: StepEvidence;
  /** Unix ms at which the counted load began. */
  readonly loadStartWallMs: number;
}

/** Keeps the record of a run true at every moment: in memory, on disk, and for whoever watches. */
export class Journal {
  #record: RunRecord;
  readonly #run: OpenRun;
  readonly #emit: Emit;
  readonly #clock: Clock;

  constructor(record: RunRecord, run: OpenRun, emit: Emit, clock: Clock) {
    this.#record = record;
    this.#run = run;
    this.#emit = emit;
    this.#clock = clock;
  }

  get record(): RunRecord {
    return this.#record;
  }

  logFile(name: string): string {
    return this.#run.logFile(name);
  }

  /** What the policy has to know of a contender's block, relaunches and an earlier, killed run included. */
  pastSteps(contender: string, block: number): StepRecord[] {
    return this.#record.steps.filter((step) => step.contender === contender && step.block === block);
  }

  /** The same of each block before it. */
  earlierSteps(contender: string, block: number): StepRecord[][] {
    return Array.from({ length: block - 1 }, (_, i) => this.pastSteps(contender, i + 1));
  }

  /** Gives the launch's number. */
  async launchStarted(contender: string, block: number, cpus: readonly number[]): Promise<number> {
    const launch = this.#record.launches.length + 1;
    const record: LaunchRecord = {
      contender,
      block,
      launch,
      startedAt: this.#now(),
      endedAt: null,
      state: 'running',
      error: null,
      node: null,
      cpus,
      cpusVerified: false,
      workers: null,
      warmUp: null,
      contract: 'not-checked',
      notes: [],
    };
    await this.#change({ launches: [...this.#record.launches, record] });
    this.#emit({ type: 'launch-started', contender, block, launch });
    return launch;
  }

  /** Not written at once: the next finished step or launch writes it. */
  updateLaunch(launch: number, facts: Partial<LaunchRecord>): void {
    const launches = this.#record.launches.map((one) => (one.launch === launch ? { ...one, ...facts } : one));
    this.#record = { ...this.#record, launches };
  }

  noteLaunch(launch: number, note: string): void {
    const notes = this.#launch(launch).notes;
    this.updateLaunch(launch, { notes: [...notes, note] });
  }

  async stepFinished({ record: step, load, evidence, loadStartWallMs }: FinishedLoad): Promise<void> {
    const replaced = (other: StepRecord): boolean =>
      other.contender === step.contender && other.block === step.block && other.index === step.index;
    const earlier = this.#record.steps.map((other) => (replaced(other) ? { ...other, final: false } : other));
    await this.#run.appendStep(step, load, evidence);
    await this.#change({ steps: [...earlier, step] });
    this.#emit({
      type: 'step-finished',
      record: step,
      seconds: { loadStartWallMs, windows: load.windows },
    });
  }

  async launchFinished(launch: number, state: LaunchRecord['state'], error?: unknown): Promise<void> {
    const known = error instanceof LabError;
    this.updateLaunch(launch, {
      state,
      endedAt: this.#now(),
      ...(error === undefined ? {} : { error: recorded(error) }),
      ...(known && error.code === 'LAB_CONTRACT_DIFFERS' ? { contract: 'failed' as const } : {}),
    });
    await this.#change({});
    this.#emit({ type: 'launch-finished', record: this.#launch(launch) });
  }

  /** Replaces an earlier one of the same code: a resumed run looks at the machine again. */
  async warn(warning: Warning): Promise<void> {
    const others = this.#record.warnings.filter((one) => one.code !== warning.code);
    await this.#change({ warnings: [...others, warning] });
    this.#emit({ type: 'warning', warning });
  }

  async finish(state: RunRecord['state']): Promise<RunRecord> {
    await this.#change({ state, endedAt: this.#now() });
    this.#emit({ type: 'run-finished', record: this.#record });
    return this.#record;
  }

  #launch(launch: number): LaunchRecord {
    const record = this.#record.launches.find((one) => one.launch === launch);
    if (record === undefined) throw new Error(`launch ${launch} was never started`);
    return record;
  }

  async #change(facts: Partial<RunRecord>): Promise<void> {
    this.#record = { ...this.#record, ...facts };
    await this.#run.save(this.#record);
  }

  #now(): string {
    return new Date(this.#clock.wallMs()).toISOString();
  }
}

function recorded(error: unknown): RecordedError {
  const message = messageOf(error);
  return error instanceof LabError
    ? { code: error.code, message, fix: error.fix }
    : { code: 'LAB_BUG', message };
}

function messageOf(error: unknown): string {
  if (error instanceof LabError)
    return [error.message, ...error.seen.map(([label, text]) => `${label}: ${text}`)].join('\n');
  return error instanceof Error ? error.message : String(error);
}
