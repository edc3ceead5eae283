import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/**
 * Counts responses on any http.Server, the same way for every framework and without touching what
 * it does: one Set entry and one listener per request; its cost: docs/FAIRNESS.md.
 */
export class RequestCounter {
  /** Responses whose last byte was handed to the kernel. */
  completed = 0;
  readonly #inFlight = new Set<ServerResponse>();
  readonly #wornAfter: number;
  readonly #onWorn: () => void;
  #started = 0;
  #callAt = Number.POSITIVE_INFINITY;
  #call: () => void = () => {};
  #closing: boolean;

  /** `wornAfter` 0 means never; `closing` makes every answer say `Connection: close` from the start. */
  constructor(server: Server, options: { wornAfter: number; onWorn: () => void; closing: boolean }) {
    this.#wornAfter = options.wornAfter;
    this.#onWorn = options.onWorn;
    this.#closing = options.closing;
    const counter = this;
    // One function for all responses: a closure per request would cost an allocation each.
    function closed(this: ServerResponse): void {
      counter.#ended(this);
    }
    // Before the framework's own listener, which may answer synchronously.
    server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      counter.#started += 1;
      counter.#inFlight.add(response);
      response.once('close', closed);
      if (counter.#closing) response.shouldKeepAlive = false;
      if (counter.#started === counter.#wornAfter) counter.#onWorn();
    });
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Calls back once, right after the response that makes it so many. One at a time. */
  callAt(completed: number, call: () => void): void {
    this.#callAt = completed;
    this.#call = call;
  }

  /**
   * From now on every answer whose headers are still unsent says `Connection: close`.
   * `shouldKeepAlive` and not a header: koa drops headers when an error is answered.
   */
  closeAfterAnswers(): void {
    this.#closing = true;
    for (const response of this.#inFlight) {
      if (!response.headersSent) response.shouldKeepAlive = false;
    }
  }

  #ended(response: ServerResponse): void {
    this.#inFlight.delete(response);
    // 'close' also follows a client that went away in the middle: that is not a completed response.
    if (!response.writableFinished) return;
    this.completed += 1;
    if (this.completed === this.#callAt) this.#call();
  }
}
