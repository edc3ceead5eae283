import { isIP } from 'node:net';
import { LabError } from './errors.ts';

/** A URL taken apart for an attack. */
export interface AttackUrl {
  readonly secure: boolean;
  /** Name or literal address, without brackets. */
  readonly host: string;
  readonly port: number;
  /** Value of the Host header. */
  readonly hostHeader: string;
  readonly path: string;
  /** `Basic …` for a URL with a user and password, which are never stored or shown. */
  readonly authorization: string | null;
  /** Name for SNI; null for a literal address. */
  readonly servername: string | null;
}

/** Throws LAB_URL_INVALID. */
export function parseAttackUrl(text: string): AttackUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  const user = url === null ? null : userOf(url);
  if (url === null || user === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new LabError('LAB_URL_INVALID', `"${withoutCredentials(text)}" is not an http or https URL.`, {
      fix: ['npm run -s lab -- attack http://127.0.0.1:8080/ --rate 1000 --duration 10s'],
    });
  }
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    secure,
    host,
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    hostHeader: url.host,
    path: `${url.pathname}${url.search}`,
    authorization: user === ':' ? null : `Basic ${Buffer.from(user).toString('base64')}`,
    servername: isIP(host) === 0 ? host : null,
  };
}

/** `user:password`, `:` without either; null where a percent sign stands for nothing. */
function userOf({ username, password }: URL): string | null {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return null;
  }
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//…@');
}
