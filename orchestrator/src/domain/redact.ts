/** What stands in place of a secret. */
export const REDACTED = '[redacted]';

const SECRET_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'api-key',
]);
/** `DB_PASS`, `REDIS_AUTH` and `STRIPE_KEY` tell by a whole word; a public key and one against repetition let nobody in. */
const SECRET_NAME =
  /token|secret|passw|pwd|api[-_]?key|access[-_]?key|credential|signature|session|jwt|bearer|^sig$|^key$|(?<!public|idempotency)[._-]key$|(^|[._-])(pass(phrase)?|auth)($|[._-])/i;

/** Whether a header's value may let somebody in. */
export function isSecretHeader(name: string): boolean {
  const lower = name.trim().toLowerCase();
  return SECRET_HEADERS.has(lower) || SECRET_NAME.test(lower);
}

/** A copy with the values of secret headers replaced. */
export function redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? REDACTED : value]),
  );
}

/**
 * Replaces the user, the password and query values of token-like names in a URL, a path, or any text that has them.
 * Every part is bounded: a text of megabytes without an end is looked at once, and not once from each of its letters.
 */
export function redactUrl(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]{0,30}:\/\/)[^/?#\s@]{0,500}(?:@[^/?#\s@]{0,500}){0,8}@/gi, `$1${REDACTED}@`)
    .replace(/([?&;#])([^=&#\s]{1,200})=([^&#\s]*)/g, (whole, mark: string, name: string) =>
      SECRET_NAME.test(decoded(name)) ? `${mark}${name}=${REDACTED}` : whole,
    );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface RedactedCommand {
  readonly argv: readonly string[];
  /** What must be supplied again to repeat the command, e.g. `header Authorization`. */
  readonly supplyAgain: readonly string[];
}

const HEADER_FLAGS = new Set(['--header', '-H']);
const BODY_FLAGS = new Set(['--body']);
const ASSIGNMENT_FLAGS = new Set(['--set', '--service-env']);

/** A command line that may be stored: secret headers, URL credentials, secret settings, bodies on request. */
export function redactCommand(
  argv: readonly string[],
  options: { readonly bodies?: boolean } = {},
): RedactedCommand {
  const supplyAgain = new Set<string>();
  const safe = argv.map((word, i) => {
    const inline = /^(--[a-z][a-z-]*)=([\s\S]*)$/.exec(word);
    const flag = inline?.[1] ?? argv[i - 1] ?? '';
    const value = inline?.[2] ?? word;
    const kept = redactValue(flag, value, options.bodies === true, supplyAgain);
    return inline ? `${flag}=${kept}` : kept;
  });
  return { argv: safe, supplyAgain: [...supplyAgain] };
}

function redactValue(flag: string, value: string, bodies: boolean, supplyAgain: Set<string>): string {
  if (HEADER_FLAGS.has(flag)) {
    const name = (value.split(':')[0] ?? '').trim();
    if (!isSecretHeader(name)) return value;
    supplyAgain.add(`header ${name}`);
    return `${name}: ${REDACTED}`;
  }
  if (BODY_FLAGS.has(flag) && bodies) {
    supplyAgain.add('body');
    return REDACTED;
  }
  const setting = ASSIGNMENT_FLAGS.has(flag) ? /^([^=]+)=/.exec(value)?.[1] : undefined;
  if (setting !== undefined && SECRET_NAME.test(setting)) {
    supplyAgain.add(`setting ${setting}`);
    return `${setting}=${REDACTED}`;
  }
  const url = redactUrl(value);
  if (url !== value) supplyAgain.add('credentials in the URL');
  return url;
}

/** Names of what `redactHeaders` and `redactUrl` would take out of a request. */
export function supplyAgain(request: {
  readonly headers: Readonly<Record<string, string>>;
  readonly url: string;
}): string[] {
  const headers = Object.keys(request.headers).filter(isSecretHeader);
  const names = headers.map((name) => `header ${name}`);
  return redactUrl(request.url) === request.url ? names : [...names, 'credentials in the URL'];
}
