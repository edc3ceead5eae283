import { LabError } from '../../domain/errors.ts';
import type { ExitFacts } from '../../ports/contender-runtime.ts';
import { describeExit } from './contender-errors.ts';
import type { TelemetryFeed } from './telemetry-reader.ts';

const ANSWER_MS = 1_000;

export interface Asked {
  readonly telemetry: TelemetryFeed;
  readonly exited: Promise<ExitFacts>;
  /** Sends a signal to the supervisor; does nothing once it has ended. */
  signal(name: 'SIGUSR2'): void | Promise<void>;
}

/**
 * Asks the supervisor for its count (SIGUSR2) and waits for the line that answers. Rejects with a
 * LabError when the contender has ended or says nothing within a second; callers at the same time
 * share one question.
 */
export function completedCounter(id: string, asked: Asked): () => Promise<number> {
  let asking: Promise<number> | null = null;
  return () => {
    asking ??= ask(id, asked).finally(() => {
      asking = null;
    });
    return asking;
  };
}

async function ask(id: string, { telemetry, exited, signal }: Asked): Promise<number> {
  const answer = Promise.withResolvers<number>();
  const stop = telemetry.watch((line) => {
    if (line.type === 'second' && line.reason === 'asked') answer.resolve(line.completed);
  });
  const timer = setTimeout(() => {
    answer.reject(
      new LabError('LAB_CONTENDER_NOT_READY', `${id} did not say how many requests it has completed.`),
    );
  }, ANSWER_MS);
  void exited.then((exit) => {
    answer.reject(new LabError('LAB_CONTENDER_EXITED', `${id} ${describeExit(exit)}, so its count is lost.`));
  });
  try {
    await signal('SIGUSR2');
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    stop();
  }
}
