import type { ErrorKind, LoadTarget, Reuse, StepResult } from '@framework-lab/protocol/load';
import type { Connection, ConnectionOwner } from './connection.ts';
import { LinkedList } from './linked-list.ts';
import { Pool } from './pool.ts';
import type { Recorder, ResponseOutcome } from './recorder.ts';
import type { PlannedVariant } from './request-plan.ts';
import { WaitingQueue } from './waiting-queue.ts';

export interface ExchangeOptions {
  readonly target: LoadTarget;
  readonly connections: number;
  readonly reuse: Reuse;
  readonly timeoutUs: number;
  /** µs from the start of the load phase. */
  readonly clock: () => number;
  /** Called after every response, with its time: what came due meanwhile may be sent at once. */
  readonly afterResponse: (nowUs: number) => void;
}

/**
 * Brings arrivals and connections together, first come, first served, and sees that each arrival
 * ends in exactly one entry of the recorder. Requests are sent in the order of their intended
 * times, so the open ones are, too, and timeouts are only ever looked for at the head.
 */
export class Exchange implements ConnectionOwner {
  readonly pool: Pool;
  readonly #recorder: Recorder;
  readonly #options: ExchangeOptions;
  readonly #waiting = new WaitingQueue();
  readonly #inFlight = new LinkedList<Connection>();

  constructor(options: ExchangeOptions, recorder: Recorder) {
    this.#options = options;
    this.#recorder = recorder;
    this.pool = new Pool(options, this);
  }

  get inFlight(): number {
    return this.#inFlight.length;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  get open(): number {
    return this.#inFlight.length + this.#waiting.length;
  }

  /** An arrival handed off at `nowUs`: sent now, or when a connection comes free. */
  offer(dueUs: number, nowUs: number, variant: PlannedVariant): void {
    const connection = this.#waiting.length === 0 ? this.pool.takeIdle() : null;
    if (connection === null) this.#waiting.push(dueUs, nowUs, variant);
    else this.#send(connection, dueUs, nowUs, nowUs, variant);
  }

  tick(nowUs: number): void {
    this.#expire(nowUs);
    this.pool.tick(nowUs);
  }

  /** Ends what is still open before its time; its fate will never be known. */
  abandon(): void {
    for (; this.#waiting.length > 0; this.#waiting.shift()) {
      this.#recorder.unsent(this.#waiting.dueUs, this.#waiting.variant, false);
    }
    for (let oldest = this.#inFlight.first; oldest !== null; oldest = this.#inFlight.first) {
      this.broken(oldest, 'transport');
    }
  }

  get connects(): StepResult['connects'] {
    return this.pool.connects;
  }

  opened(connection: Connection): void {
    this.pool.connected(connection);
    this.#useOrRest(connection, this.#options.clock());
  }

  connectFailed(connection: Connection, code: string): void {
    this.pool.connectFailed(connection, code);
  }

  received(connection: Connection, bytes: number): void {
    // Bytes that answer nothing are counted with the load; they are rare.
    this.#recorder.received(connection.variant === null ? 0 : connection.dueUs, bytes);
  }

  responded(connection: Connection): void {
    const nowUs = this.#options.clock();
    const latencyUs = nowUs - connection.dueUs;
    if (latencyUs >= this.#options.timeoutUs) {
      this.#timedOut(connection);
      return;
    }
    const variant = connection.variant as PlannedVariant;
    const { head } = connection.parser;
    const outcome = outcomeOf(variant, connection);
    this.#recorder.completed(
      connection.dueUs,
      latencyUs,
      nowUs - connection.sentUs,
      variant,
      head.status,
      outcome,
    );
    this.#inFlight.remove(connection);
    this.pool.served(connection, head.keepAliveTimeoutS);
    if (head.keepAlive) {
      connection.variant = null;
      this.#useOrRest(connection, nowUs);
    } else this.pool.replace(connection);
    this.#options.afterResponse(nowUs);
  }

  broken(connection: Connection, kind: ErrorKind): void {
    this.#recorder.failed(connection.dueUs, connection.variant as PlannedVariant, kind);
    this.#inFlight.remove(connection);
    this.pool.replace(connection);
  }

  lostIdle(connection: Connection): void {
    this.pool.idle.remove(connection);
    this.pool.replace(connection);
  }

  #useOrRest(connection: Connection, nowUs: number): void {
    this.#expireWaiting(nowUs);
    const waiting = this.#waiting;
    if (waiting.length === 0) {
      this.pool.release(connection, nowUs);
      return;
    }
    const { dueUs, handedOffUs, variant } = waiting;
    waiting.shift();
    this.#send(connection, dueUs, handedOffUs, nowUs, variant);
  }

  #send(
    connection: Connection,
    dueUs: number,
    handedOffUs: number,
    nowUs: number,
    variant: PlannedVariant,
  ): void {
    this.#recorder.sent(dueUs, nowUs - handedOffUs, variant);
    this.#inFlight.append(connection);
    connection.send(variant, dueUs, nowUs);
  }

  #expire(nowUs: number): void {
    const { timeoutUs } = this.#options;
    for (let oldest = this.#inFlight.first; oldest !== null; oldest = this.#inFlight.first) {
      if (nowUs - oldest.dueUs < timeoutUs) break;
      this.#timedOut(oldest);
    }
    this.#expireWaiting(nowUs);
  }

  #expireWaiting(nowUs: number): void {
    const waiting = this.#waiting;
    for (; waiting.length > 0 && nowUs - waiting.dueUs >= this.#options.timeoutUs; waiting.shift()) {
      this.#recorder.unsent(waiting.dueUs, waiting.variant, true);
    }
  }

  /** Its response may still come, and must not be taken for the next one's: the socket goes. */
  #timedOut(connection: Connection): void {
    this.#recorder.timedOut(connection.dueUs, connection.variant as PlannedVariant);
    this.#inFlight.remove(connection);
    this.pool.replace(connection);
  }
}

function outcomeOf(variant: PlannedVariant, { parser }: Connection): ResponseOutcome {
  if (variant.wanted[parser.head.status] !== 1) return 'status';
  if (variant.bodyLength >= 0 && variant.bodyLength !== parser.bodyLength) return 'body';
  if (variant.bodyCrc32 >= 0 && variant.bodyCrc32 !== parser.bodyCrc32) return 'body';
  return 'ok';
}
