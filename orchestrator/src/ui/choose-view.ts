import type { View } from '../ports/view.ts';
import type { ProcessContext, TerminalSink } from '../process-context.ts';
import { plainView } from './plain-view.ts';
import { quietView } from './quiet-view.ts';
import { type Environment, isUnicode, wantsColour } from './terminal-style.ts';
import { LEAST_COLUMNS, windowedView } from './windowed-view.ts';

export const OUTPUT_MODES = ['auto', 'live', 'plain', 'json', 'quiet'] as const;
export type OutputMode = (typeof OUTPUT_MODES)[number];

export interface ViewWishes {
  readonly output: OutputMode;
  /** False with `--no-color`. */
  readonly color: boolean;
}

export interface ChosenView {
  readonly view: View;
  /** What the summary and errors on this terminal should look like, too. */
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** The view for the output that was asked for; everything it shows goes to stderr. */
export function chooseView(
  wishes: ViewWishes,
  { stderr, env, clock, platform }: Pick<ProcessContext, 'stderr' | 'env' | 'clock' | 'platform'>,
): ChosenView {
  const colour = wantsColour(env, stderr.isTerminal, !wishes.color);
  const unicode = isUnicode(env, platform);
  const makers = {
    live: () => windowedView(stderr, clock, { colour, unicode }),
    plain: () => plainView(stderr, clock, { unicode }),
    quiet: quietView,
  };
  return { view: makers[viewKind(wishes.output, env, stderr)](), colour, unicode };
}

/** `live` needs a terminal that can move its cursor; `auto` also stays plain in CI and where it is narrow. */
export function viewKind(
  mode: OutputMode,
  env: Environment,
  terminal: Pick<TerminalSink, 'isTerminal' | 'columns'>,
): 'live' | 'plain' | 'quiet' {
  if (mode === 'json' || mode === 'quiet') return 'quiet';
  if (mode === 'plain' || !terminal.isTerminal || env['TERM'] === 'dumb') return 'plain';
  if (mode === 'live') return 'live';
  const inCi = (env['CI'] ?? '') !== '' && env['CI'] !== 'false';
  return inCi || (terminal.columns() ?? LEAST_COLUMNS) < LEAST_COLUMNS ? 'plain' : 'live';
}
