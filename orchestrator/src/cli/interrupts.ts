import { LabError } from '../domain/errors.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { ProcessContext } from '../process-context.ts';

/**
 * The first Ctrl-C stops, saves and removes what was started; the second forces the exit and says
 * how to clean up. Gives the signal to obey, and how to stop listening.
 */
export function interruptible(
  context: ProcessContext,
  closeView: () => void,
): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const remove = context.onInterrupt((name) => {
    if (controller.signal.aborted) {
      closeView();
      context.stderr.write('\nforced. npm run lab -- clean ends whatever was left running.\n');
      context.exitNow(EXIT.interrupted);
      return;
    }
    context.stderr.write(`\n${name}: stopping and saving; once more forces the exit\n`);
    controller.abort(
      new LabError('LAB_INTERRUPTED', 'The run was interrupted; every finished step is kept.'),
    );
  });
  return { signal: controller.signal, [Symbol.dispose]: remove };
}
