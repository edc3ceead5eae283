import { LabError } from '../../domain/errors.ts';
import type { ExitFacts } from '../../ports/contender-runtime.ts';
import type { LogTail } from './log-tail.ts';

/** Lines of the contender's own output that an error shows. */
const SHOWN_LINES = 5;

/** E.g. `exited (code 1)`, `was ended by SIGKILL`. */
export function describeExit(exit: ExitFacts): string {
  if (exit.signal !== null) return `was ended by ${exit.signal}`;
  return exit.code === null ? 'could not be started' : `exited (code ${exit.code})`;
}

/** What the contender said last, and where the rest is. */
export function lastWords(log: LogTail): [label: string, text: string][] {
  const lines = log.last(SHOWN_LINES).map((line): [string, string] => ['last', line.trim().slice(0, 300)]);
  return [
    ...(lines.length > 0 ? lines : [['last', 'it printed nothing'] as [string, string]]),
    ['log', log.file],
  ];
}

export function exitedBeforeReady(id: string, path: string, exit: ExitFacts, log: LogTail): LabError {
  return new LabError('LAB_CONTENDER_NOT_READY', `${id} ${describeExit(exit)} before GET ${path} answered.`, {
    seen: lastWords(log),
    fix: [`npm run lab -- --scenario smoke --only ${id} --verbose`],
  });
}

export function neverReady(id: string, path: string, timeoutMs: number, saw: string, log: LogTail): LabError {
  return new LabError(
    'LAB_CONTENDER_NOT_READY',
    `${id} did not answer GET ${path} with 2xx within ${Math.round(timeoutMs / 100) / 10} s.`,
    {
      seen: [['saw', saw], ...lastWords(log)],
      fix: [`npm run lab -- --scenario smoke --only ${id} --verbose`],
    },
  );
}

export function exitedAfterReady(id: string, exit: ExitFacts, log: LogTail): LabError {
  return new LabError('LAB_CONTENDER_EXITED', `${id} ${describeExit(exit)} after it had been ready.`, {
    seen: lastWords(log),
    fix: [`npm run lab -- --scenario smoke --only ${id} --verbose`],
  });
}

export function impostor(id: string, port: number, holder: string): LabError {
  return new LabError(
    'LAB_CONTENDER_IMPOSTOR',
    `Port ${port} is answered by a process that is not ${id}, so nothing it answers may be credited to ${id}.`,
    {
      seen: [['holder', holder]],
      fix: ['end that program and run again', 'npm run lab -- clean ends what an earlier lab left behind'],
    },
  );
}
