export interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Asked {
  readonly method: string | undefined;
  readonly host: string | undefined;
  readonly url: string | undefined;
}

/**
 * Why a request is not answered, or null. Names other than those of loopback are refused: a page from
 * elsewhere can let its own name point to 127.0.0.1 and read what we say (DNS rebinding). The port is not
 * looked at, so that a tunnel (`ssh -L`) works.
 */
export function refusal({ method, host, url }: Asked): Refusal | null {
  if (!isLoopback(host)) {
    return refused(
      421,
      'This page answers only to 127.0.0.1 and localhost. Open the address that lab view printed.',
    );
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return refused(405, 'This page can only be read: GET and HEAD.', { allow: 'GET, HEAD' });
  }
  return url?.startsWith('/') ? null : refused(400, 'What was asked for is no path of this page.');
}

function isLoopback(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i.test(host ?? '');
}

function refused(status: number, text: string, headers: Refusal['headers'] = {}): Refusal {
  return { status, text, headers };
}
