/** Somebody who is spoken to in lines of JSON, documents in and documents out: a child process or a container. */
export interface NdjsonPeer<In, Out> extends AsyncDisposable {
  /** Settles with why it ended; never rejects. */
  readonly exited: Promise<string>;
  /** Replaces the listener; what came before there was one is heard at once. */
  onMessage(listener: (message: Out) => void): void;
  send(message: In): void;
}

/** What a peer has said: documents for its listener, and the last lines that were none, for its obituary. */
export class NdjsonInbox<Out> {
  #listener: ((message: Out) => void) | null = null;
  #waiting: Out[] = [];
  #lastLines: string[] = [];

  listen(listener: (message: Out) => void): void {
    this.#listener = listener;
    for (const message of this.#waiting.splice(0)) listener(message);
  }

  /** False for a line that is no document. */
  take(line: string): boolean {
    let message: Out;
    try {
      message = JSON.parse(line) as Out;
    } catch {
      this.note(`not JSON: ${line.slice(0, 80)}`);
      return false;
    }
    if (this.#listener === null) this.#waiting.push(message);
    else this.#listener(message);
    return true;
  }

  note(line: string): void {
    this.#lastLines = [...this.#lastLines.slice(-2), line];
  }

  /** Why it ended, with its last words. */
  obituary(how: string): string {
    return [how, ...this.#lastLines].join('; ');
  }
}

/** What `pick` finds in the first message that has it. Rejects with why none came; replaces the listener. */
export async function firstAnswer<Out, T>(
  peer: NdjsonPeer<never, Out>,
  pick: (message: Out) => T | undefined,
  timeoutMs: number,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  peer.onMessage((message) => {
    const found = pick(message);
    if (found !== undefined) resolve(found);
  });
  void peer.exited.then((how) => reject(new Error(how)));
  const timer = setTimeout(() => reject(new Error(`nothing for ${timeoutMs / 1000} s`)), timeoutMs);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}
