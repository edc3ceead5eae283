import type { Listener } from '../app/lab-app.ts';
import { chooseView } from '../ui/choose-view.ts';
import type { CliContext, GlobalOptions } from './cli-context.ts';
import { interruptible } from './interrupts.ts';
import { type Paper, stdoutPaper } from './paper.ts';

export interface Showing extends Disposable {
  readonly listen: Listener;
  readonly signal: AbortSignal;
  readonly paper: Paper;
  close(): void;
}

/** A view of what goes on and an ear for Ctrl-C, for as long as a command runs. */
export function showing({ process }: CliContext, globals: GlobalOptions): Showing {
  const { env, stderr, clock, platform } = process;
  const noColour = !globals.color;
  const view = chooseView(globals.output, { stderr, env, clock, platform, noColour });
  const interrupts = interruptible(process, () => view.close());
  return {
    listen: (event) => view.handle(event),
    signal: interrupts.signal,
    paper: stdoutPaper(process, globals),
    close: () => view.close(),
    [Symbol.dispose]() {
      view.close();
      interrupts[Symbol.dispose]();
    },
  };
}
