import type { Clock } from './ports/clock.ts';

/** Everything of the process that the lab touches, in one injected object. Only `main.ts` makes a real one. */
export interface ProcessContext {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  readonly nodeVersion: string;
  readonly platform: NodeJS.Platform;
  readonly stdin: Keyboard;
  readonly stdout: OutputSink;
  readonly stderr: TerminalSink;
  readonly clock: Clock;
  /** Folder of the repository: scenarios, services and results are found from here. */
  readonly root: string;
  /** Registers a handler for Ctrl-C, SIGTERM and SIGHUP; returns how to remove it. */
  onInterrupt(handler: (signal: string) => void): () => void;
  /** Ends at once, for a second Ctrl-C; everything else returns its exit code to `main.ts`. */
  exitNow(code: number): void;
}

export interface Keyboard {
  readonly isTerminal: boolean;
  /** Shows a question and gives the line that is typed; null when it was closed or interrupted. */
  ask(question: string): Promise<string | null>;
}

export interface TextSink {
  write(text: string): void;
}

export interface OutputSink extends TextSink {
  readonly isTerminal: boolean;
  /** Calls back when a write found nobody to read it (`| head`, null) or failed; returns how to stop. */
  onGone(listener: (failure: Error | null) => void): () => void;
  /** Once everything that was written is out, or is not: what it failed with. */
  settled(): Promise<Error | null>;
}

export interface TerminalSink extends TextSink {
  readonly isTerminal: boolean;
  /** Null when it is no terminal. */
  columns(): number | null;
  rows(): number | null;
  /** Calls back when the terminal's size changes; returns how to stop. */
  onResize(listener: () => void): () => void;
}
