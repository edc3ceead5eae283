import type { ExitFacts } from '../../ports/contender-runtime.ts';
import type { K6Reading } from './k6-use.ts';

/** One k6 process, wherever it runs. */
export interface K6Runner {
  /** Where `step.ts` lies, in the words of where k6 runs. */
  readonly script: string;
  /** Starts k6 with these arguments. Rejects with a `LabError` where it cannot be started. */
  start(order: K6Order): Promise<K6Process>;
}

export interface K6Order {
  /** Within the run, unique. */
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cpus: readonly number[];
  readonly onStdoutLine: (line: string) => void;
  readonly onStderrLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface K6Process {
  /** Settles when it has ended and every line of it was delivered; never rejects. */
  readonly exited: Promise<K6Exit>;
  /** Whether the kernel gave it exactly its CPUs; null where nobody can tell. */
  pinned(): Promise<boolean | null>;
  sample(): Promise<K6Reading>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends it, if need be by force, and leaves nothing of it. */
  remove(): Promise<void>;
}

export interface K6Exit extends ExitFacts {
  readonly oomKilled: boolean;
}
