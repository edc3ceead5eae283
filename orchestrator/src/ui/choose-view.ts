import type { View } from '../ports/view.ts';
import type { ProcessContext, TerminalSink } from '../process-context.ts';
import { plainView } from './plain-view.ts';
import { quietView } from './quiet-view.ts';
import { type Environment, isUnicode, wantsColour } from './terminal-style.ts';
import { LEAST_COLUMNS, windowedView } from './windowed-view.ts';

export const OUTPUT_MODES = ['auto', 'live', 'plain', 'json', 'quiet'] as const;
/** `ndjson`: a stream on stdout, which only `attack` has. */
export type OutputMode = (typeof OUTPUT_MODES)[number] | 'ndjson';

export interface ViewContext extends Pick<ProcessContext, 'stderr' | 'env' | 'clock' | 'platform'> {
  /** `--no-color`. */
  readonly noColour: boolean;
}

/** The view for an output mode; everything it shows goes to stderr. */
export function chooseView(mode: OutputMode, context: ViewContext): View {
  const { stderr, env, clock, platform, noColour } = context;
  const unicode = isUnicode(env, platform);
  switch (viewKind(mode, env, stderr)) {
    case 'live':
      return windowedView(stderr, clock, { unicode, colour: wantsColour(env, stderr.isTerminal, noColour) });
    case 'plain':
      return plainView(stderr, clock, { unicode });
    case 'quiet':
      return quietView();
  }
}

/** `live` needs a terminal that can move its cursor; `auto` also stays plain in CI and where it is narrow. */
export function viewKind(
  mode: OutputMode,
  env: Environment,
  terminal: Pick<TerminalSink, 'isTerminal' | 'columns'>,
): 'live' | 'plain' | 'quiet' {
  if (mode === 'json' || mode === 'quiet') return 'quiet';
  // Lines may go to the same terminal as the stream: a window would be drawn over them.
  if (mode === 'plain' || mode === 'ndjson' || !terminal.isTerminal || env['TERM'] === 'dumb') return 'plain';
  if (mode === 'live') return 'live';
  const inCi = (env['CI'] ?? '') !== '' && env['CI'] !== 'false';
  return inCi || (terminal.columns() ?? LEAST_COLUMNS) < LEAST_COLUMNS ? 'plain' : 'live';
}
