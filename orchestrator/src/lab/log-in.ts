import { LabError } from '../domain/errors.ts';
import { tokenIn } from '../domain/login.ts';
import { redactUrl } from '../domain/redact.ts';
import { concreteRequests, type Variation } from '../domain/request-wire.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import type { LabParts } from './parts.ts';

/** Hashing a password may take its time, on purpose. */
const LOG_IN_TIMEOUT_MS = 10_000;

/** The token of a launch, or null where its scenario needs none. Throws LAB_LOGIN_FAILED. */
export async function logIn(
  contender: RunningContender,
  { login }: Pick<Scenario, 'login'>,
  variation: Variation,
  { probe }: Pick<LabParts, 'probe'>,
): Promise<string | null> {
  if (login === undefined) return null;
  const { address, spec } = contender;
  const [request] = concreteRequests(login.request, `${address.host}:${address.port}`, variation);
  if (request === undefined) return null;
  const { method } = login.request;
  const path = redactUrl(login.request.path);
  const failed = (why: string, fix: string, cause?: unknown): LabError =>
    new LabError('LAB_LOGIN_FAILED', `${spec.id} did not answer the log-in ${method} ${path}: ${why}.`, {
      fix: [fix],
      cause,
    });
  const seen = await probe
    .exchange(address, request.wire, request.method, LOG_IN_TIMEOUT_MS)
    .catch((cause: unknown) => {
      if (cause instanceof LabError) throw cause;
      throw failed(
        cause instanceof Error ? cause.message : String(cause),
        'look at its log in the run’s folder',
        cause,
      );
    });
  if (seen.status < 200 || seen.status > 299) {
    throw failed(
      `status ${seen.status}`,
      'login.request must be answered with 2xx; a redirect is not followed',
    );
  }
  return tokenIn(seen.body.toString('utf8'), login.token, spec.id);
}
