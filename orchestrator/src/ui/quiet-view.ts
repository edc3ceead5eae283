import type { View } from '../ports/view.ts';

/** Shows nothing: for `--output quiet`, and beside the one document of `--output json`. */
export function quietView(): View {
  return { handle: () => undefined, close: () => undefined };
}
