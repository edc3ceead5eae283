import { LabError } from './errors.ts';
import type { RequestSpec } from './scenario.ts';

/** A request at the beginning of each launch whose answer lets the others in. */
export interface LoginSpec {
  readonly request: Pick<RequestSpec, 'method' | 'path' | 'headers' | 'body'>;
  /** Where in the JSON answer the token stands, e.g. `data.access_token`. */
  readonly token: string;
}

/** The token in a log-in's answer. Throws LAB_LOGIN_FAILED, which names what there is and never what it is. */
export function tokenIn(body: string, path: string, who: string): string {
  const failed = (why: string, fix: string): LabError =>
    new LabError('LAB_LOGIN_FAILED', `${who} answered the log-in, and ${why}.`, { fix: [fix] });
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw failed('the answer is no JSON', 'the token is read from a JSON answer');
  }
  for (const key of path.split('.')) {
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (!keys.includes(key)) {
      throw failed(
        `there is no ${key} in it`,
        `login.token is a path in the answer, which here has: ${keys.slice(0, 10).join(', ') || 'no keys'}`,
      );
    }
    value = (value as Record<string, unknown>)[key];
  }
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  throw failed(`${path} is no text`, 'name the path of a text or a number');
}
