/**
 * What a page of ours may do: load from us, be sent nowhere, be framed by nobody. No script that stands in a
 * page runs, so that nothing that slipped into one could; style may, since the report's charts need it.
 */
const OWN_POLICY = policy([
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
]);

/**
 * Of a report, whose style and script stand in it: it may load nothing at all. Its own policy, which holds
 * beside this one, names the hash of the only script that runs.
 */
const WHOLE_POLICY = policy([
  "script-src 'unsafe-inline'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
]);

export function pageHeaders(isWhole: boolean): Readonly<Record<string, string>> {
  return {
    'content-security-policy': isWhole ? WHOLE_POLICY : OWN_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

function policy(more: readonly string[]): string {
  return ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", ...more].join('; ');
}
