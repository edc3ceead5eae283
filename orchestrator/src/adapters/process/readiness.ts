import { get } from 'node:http';
import type { Clock } from '../../ports/clock.ts';

/** What the last attempt saw, for the error message. */
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly saw: string };

const ATTEMPT_MS = 1_000;
const PAUSE_MS = 50;

/**
 * Asks until the path answers 2xx, or until `giveUp` is aborted. Anything else is not ready: a 500
 * is an answer of a service that does not work, and a redirect is not followed.
 */
export async function waitForReadiness(
  address: { readonly host: string; readonly port: number },
  path: string,
  clock: Clock,
  giveUp: AbortSignal,
): Promise<Readiness> {
  let saw = 'nothing answered';
  while (!giveUp.aborted) {
    const answer = await ask(address, path, giveUp);
    if (typeof answer === 'number' && answer >= 200 && answer <= 299) return { ready: true };
    if (!giveUp.aborted) saw = typeof answer === 'number' ? `status ${answer}` : answer;
    await clock.sleep(PAUSE_MS, giveUp).catch(() => undefined);
  }
  return { ready: false, saw };
}

function ask(
  address: { readonly host: string; readonly port: number },
  path: string,
  signal: AbortSignal,
): Promise<number | string> {
  return new Promise((resolve) => {
    const request = get({ ...address, path, agent: false, signal, timeout: ATTEMPT_MS }, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 'an answer without a status');
    });
    request.once('timeout', () => {
      resolve(`no answer in ${ATTEMPT_MS} ms`);
      request.destroy();
    });
    request.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
