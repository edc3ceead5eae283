import { LabError } from '../domain/errors.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { ProcessContext } from '../process-context.ts';

/** One Ctrl-C can arrive twice: from the terminal, and passed on by npm or `timeout`. */
const SAME_PRESS_MS = 300;

/**
 * The first Ctrl-C stops, keeps what was measured and removes what was started; the second forces the exit and says
 * how to clean up. Gives the signal to obey, and how to stop listening.
 */
export function interruptible(
  context: ProcessContext,
  closeView: () => void,
): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  let firstAtMs = 0;
  const remove = context.onInterrupt((name) => {
    if (controller.signal.aborted) {
      if (context.clock.nowMs() - firstAtMs < SAME_PRESS_MS) return;
      closeView();
      context.stderr.write('\nforced. npm run lab -- clean ends whatever was left running.\n');
      context.exitNow(EXIT.interrupted);
      return;
    }
    firstAtMs = context.clock.nowMs();
    context.stderr.write(`\n${name}: stopping; once more forces the exit\n`);
    controller.abort(
      new LabError('LAB_INTERRUPTED', 'It was interrupted before anything was measured.', {
        fix: ['start it again when you like; nothing is left to clean up'],
      }),
    );
  });
  return { signal: controller.signal, [Symbol.dispose]: remove };
}
