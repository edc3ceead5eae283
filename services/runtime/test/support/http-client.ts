import type { Agent } from 'node:http';
import { request as httpRequest } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Names as sent, lower case, sorted; a name sent twice stands twice. */
  readonly headerNames: readonly string[];
  readonly body: Buffer;
}

export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Without Content-Length. */
  readonly chunked?: boolean;
}

/** One request on a connection of the agent's, or, without one, on a connection of its own. */
export function ask(port: number, question: Question, agent: Agent | false = false): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body, chunked = false } = question;
  const length: Record<string, string> =
    body === undefined || chunked ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent,
      // Without an agent Node would say `Connection: close`.
      headers: { connection: 'keep-alive', ...length, ...headers },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const { socket } = response;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (agent === false) socket.destroy();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          headerNames: response.rawHeaders
            .filter((_, index) => index % 2 === 0)
            .map((name) => name.toLowerCase())
            .sort(),
          body: Buffer.concat(chunks),
        });
      });
    });
    request.end(body);
  });
}
