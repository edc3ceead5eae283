import type { LabApp } from '../app/lab-app.ts';
import type { ProcessContext } from '../process-context.ts';
import type { OutputMode } from '../ui/choose-view.ts';

/** What a command works with: the process it lives in and the use cases' parts. */
export interface CliContext {
  readonly process: ProcessContext;
  readonly app: LabApp;
}

/** Options every command has. */
export interface GlobalOptions {
  readonly output: OutputMode;
  readonly color: boolean;
  readonly verbose: boolean;
}

/** Each command's action stores its exit code in `outcome`. */
export interface Outcome {
  exitCode: number;
}
