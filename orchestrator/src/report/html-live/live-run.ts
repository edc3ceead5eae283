import type { Objective } from '../../domain/objective.ts';
import type { RunRecord, StepRecord } from '../../domain/run-record.ts';
import type { Ink } from '../text/line.ts';
import type { LiveSecond } from './live-second.ts';

/** What the live page shows of a run. Texts are as the terminal words them; nothing in them is escaped yet. */
export interface ShownLiveRun {
  /** Null before the lab has said what it runs. */
  readonly head: LiveHead | null;
  /** In the order of the plan. */
  readonly launches: readonly LiveLaunch[];
  readonly now: LiveActivity | null;
  /** Newest last, with attempts that were repeated. */
  readonly steps: readonly StepRecord[];
  readonly seconds: readonly LiveSecond[];
  readonly warnings: readonly string[];
  /** Now, on the clock of the events. */
  readonly nowMs: number;
  readonly elapsedS: number;
  /** Null where nobody can say. */
  readonly leftS: number | null;
  /** For how long nothing was written; null: not for long. */
  readonly silentS: number | null;
  /** How it ended; null: it goes on. */
  readonly ended: RunRecord['state'] | null;
}

export interface LiveHead {
  readonly runId: string;
  readonly title: string;
  readonly about: string;
  readonly objective: Objective;
  readonly rankable: boolean;
}

export interface LiveLaunch {
  readonly ink: Ink;
  readonly text: string;
}

export interface LiveActivity {
  readonly text: string;
  readonly progress: { readonly doneS: number; readonly ofS: number } | null;
}
