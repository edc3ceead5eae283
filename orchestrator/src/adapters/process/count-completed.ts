import { LabError } from '../../domain/errors.ts';
import type { ContenderChild } from './child.ts';
import { describeExit } from './contender-errors.ts';

const ANSWER_MS = 1_000;

/**
 * Asks the supervisor for its count (SIGUSR2) and waits for the line that answers. Rejects with a
 * LabError when the contender has ended or says nothing within a second; callers at the same time
 * share one question.
 */
export function completedCounter(id: string, pid: number, child: ContenderChild): () => Promise<number> {
  let asking: Promise<number> | null = null;
  return () => {
    asking ??= ask(id, pid, child).finally(() => {
      asking = null;
    });
    return asking;
  };
}

async function ask(id: string, pid: number, child: ContenderChild): Promise<number> {
  const answer = Promise.withResolvers<number>();
  const stop = child.telemetry.watch((line) => {
    if (line.type === 'second' && line.reason === 'asked') answer.resolve(line.completed);
  });
  const timer = setTimeout(() => {
    answer.reject(
      new LabError('LAB_CONTENDER_NOT_READY', `${id} did not say how many requests it has completed.`),
    );
  }, ANSWER_MS);
  void child.exited.then((exit) => {
    answer.reject(new LabError('LAB_CONTENDER_EXITED', `${id} ${describeExit(exit)}, so its count is lost.`));
  });
  try {
    if (!child.hasExited()) process.kill(pid, 'SIGUSR2');
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
