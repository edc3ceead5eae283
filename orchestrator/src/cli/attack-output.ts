import type { AttackDocument } from '../app/attack.ts';
import type { Listener } from '../app/lab-app.ts';
import { attackSecond } from '../domain/attack-second.ts';
import { LabError } from '../domain/errors.ts';
import type { ProcessContext } from '../process-context.ts';
import { attackSummaryText } from '../report/attack-summary.ts';
import { jsonDocument, jsonLine } from '../report/json-document.ts';
import type { OutputMode } from '../ui/choose-view.ts';
import type { Paper } from './paper.ts';
import { stdoutError } from './stdout-error.ts';

/** Where the figures of an attack go, while it goes on and when it has ended. */
export interface AttackOutput {
  readonly listen: Listener;
  readonly ended: (document: AttackDocument) => void;
}

export function attackOutput(
  { stdout, stderr }: ProcessContext,
  mode: OutputMode,
  paper: Paper,
): AttackOutput {
  const text = (document: AttackDocument): string => attackSummaryText(document, paper);
  switch (mode) {
    case 'quiet':
      return { listen: () => undefined, ended: () => undefined };
    case 'json':
      return { listen: () => undefined, ended: (document) => stdout.write(jsonDocument(document)) };
    case 'ndjson':
      return {
        listen: (event) => {
          if (event.type !== 'second' || event.load === null || event.wallMs === undefined) return;
          const second = attackSecond(event.load, event.ratePerSec, event.wallMs);
          if (second !== null) stdout.write(jsonLine(second));
        },
        ended: (document) => {
          stdout.write(jsonLine(document));
          // stdout belongs to a program; people read the other one.
          stderr.write(`\n${text(document)}`);
        },
      };
    default:
      return { listen: () => undefined, ended: (document) => stdout.write(text(document)) };
  }
}

/** A signal that aborts, with a word on stderr, when nobody reads stdout any more. */
export function whileRead({ stdout, stderr }: ProcessContext): { readonly signal: AbortSignal } & Disposable {
  const gone = new AbortController();
  const remove = stdout.onGone((failure) => {
    if (gone.signal.aborted) return;
    if (failure !== null) {
      // What failed is said once, at the end of the command.
      gone.abort(stdoutError(failure));
      return;
    }
    stderr.write('whoever read stdout went away: the attack ends\n');
    gone.abort(
      new LabError('LAB_INTERRUPTED', 'Whoever read stdout went away before anything was measured.', {
        fix: ['keep stdout open, or write it to a file'],
      }),
    );
  });
  return { signal: gone.signal, [Symbol.dispose]: remove };
}
