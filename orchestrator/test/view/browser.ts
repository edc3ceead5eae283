import { type ClientRequest, get, type IncomingHttpHeaders, request } from 'node:http';
import { vi } from 'vitest';

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks as no browser would, too: any path as it is, any method, any Host. */
export function ask(
  url: string,
  path: string,
  { method = 'GET', host = new URL(url).host }: { readonly method?: string; readonly host?: string } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, path, method, headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Somebody who looks at a stream of events, as EventSource does. */
export class Watcher {
  /** What each part shows now. */
  readonly parts = new Map<string, string>();
  readonly told: string[] = [];
  hasEnded = false;
  readonly #asked: ClientRequest;

  constructor(url: string) {
    this.#asked = get(url, (response) => {
      let rest = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        const frames = (rest + chunk).split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) this.#take(frame);
      });
      response.on('close', () => {
        this.hasEnded = true;
      });
    });
    this.#asked.on('error', () => {
      this.hasEnded = true;
    });
  }

  async shows(part: string, text: string | RegExp): Promise<void> {
    await vi.waitFor(
      () => {
        const now = this.parts.get(part) ?? '';
        if (typeof text === 'string' ? !now.includes(text) : !text.test(now)) {
          throw new Error(`${part} does not show ${text}:\n${now}`);
        }
      },
      { timeout: 5000, interval: 10 },
    );
  }

  leave(): void {
    this.#asked.destroy();
  }

  #take(frame: string): void {
    const lines = frame.split('\n');
    const name = lines.find((line) => line.startsWith('event: '))?.slice(7) ?? '';
    const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
    this.told.push(name);
    this.parts.set(name, data.join('\n'));
  }
}
