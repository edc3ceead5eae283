import type { FromProbe, ProbeQuestion } from '@framework-lab/protocol/probe-messages';
import type { HttpProbe, ProbeResponse } from '../../ports/http-probe.ts';
import type { NdjsonPeer } from '../builtin/ndjson-peer.ts';

/** What the probe itself and the way to it may need beyond the response's own timeout. */
const ROUND_TRIP_MS = 5000;

/** The program that asks for us is gone: nothing is known about the service. */
export class ProbeEnded extends Error {
  constructor(how: string) {
    super(`the contract probe ended: ${how}`);
    this.name = 'ProbeEnded';
  }
}

interface OpenQuestion {
  readonly resolve: (response: ProbeResponse) => void;
  readonly reject: (error: Error) => void;
}

/** Has a probe program elsewhere ask, any number of questions at once. Rejects with `ProbeEnded` once it is gone. */
export class PeerProbe implements HttpProbe {
  readonly #peer: NdjsonPeer<ProbeQuestion, FromProbe>;
  readonly #open = new Map<number, OpenQuestion>();
  #lastId = 0;
  #ended: ProbeEnded | null = null;

  constructor(peer: NdjsonPeer<ProbeQuestion, FromProbe>) {
    this.#peer = peer;
    peer.onMessage((message) => this.#hear(message));
    void peer.exited.then((how) => this.#end(new ProbeEnded(how)));
  }

  get isAlive(): boolean {
    return this.#ended === null;
  }

  async exchange(
    address: { readonly host: string; readonly port: number },
    wire: Buffer,
    method: string,
    timeoutMs: number,
  ): Promise<ProbeResponse> {
    if (this.#ended !== null) throw this.#ended;
    this.#lastId += 1;
    const id = this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<ProbeResponse>();
    this.#open.set(id, { resolve, reject });
    const { host, port } = address;
    this.#peer.send({ id, host, port, wire: wire.toString('base64'), method, timeoutMs });
    const timer = setTimeout(
      () => reject(new Error(`the contract probe said nothing within ${timeoutMs + ROUND_TRIP_MS} ms`)),
      timeoutMs + ROUND_TRIP_MS,
    );
    return promise.finally(() => {
      clearTimeout(timer);
      this.#open.delete(id);
    });
  }

  #hear(message: FromProbe): void {
    if (message.type === 'ready') return;
    const question = this.#open.get(message.id);
    if (message.type === 'error') question?.reject(new Error(message.error));
    else {
      const { status, headers, body } = message;
      question?.resolve({ status, headers, body: Buffer.from(body, 'base64') });
    }
  }

  #end(ended: ProbeEnded): void {
    this.#ended = ended;
    for (const question of this.#open.values()) question.reject(ended);
  }
}
