import * as http from 'node:http';
import * as https from 'node:https';

export interface Reply {
  readonly status: number;
  /** Its first 64 kB. */
  readonly text: string;
}

export interface Poster {
  /** Never follows a redirect. Rejects when nothing answers in time, or the signal aborts. */
  post(
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
    signal: AbortSignal,
  ): Promise<Reply>;
  close(): void;
}

const LONGEST_REPLY = 65_536;

/** One kept connection to a base URL, by Node's own client: `fetch` costs ten times its CPU. */
export function poster(base: URL, timeoutMs: number): Poster {
  const secure = base.protocol === 'https:';
  const agent = new (secure ? https : http).Agent({ keepAlive: true, maxSockets: 1 });
  const folder = base.pathname.replace(/\/+$/, '');
  return {
    post: (path, headers, body, signal) =>
      new Promise((resolve, reject) => {
        const options: https.RequestOptions = {
          method: 'POST',
          hostname: base.hostname.replace(/^\[|\]$/g, ''),
          port: base.port === '' ? undefined : base.port,
          path: `${folder}${path}`,
          headers: { ...headers, 'content-length': String(body.length) },
          agent,
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        };
        const request = (secure ? https : http).request(options, (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => {
            if (text.length < LONGEST_REPLY) text += part;
          });
          response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
          response.once('error', reject);
        });
        request.once('error', reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}
