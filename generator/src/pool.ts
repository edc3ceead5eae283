import type { LoadTarget, Reuse, StepResult } from '@framework-lab/protocol/load';
import type { ConnectionOwner } from './connection.ts';
import { Connection } from './connection.ts';
import { LinkedList } from './linked-list.ts';

/** Connects under way at a time: well below a listen backlog of 128, whose overflow costs a 1 s SYN retry. */
const MAX_CONNECTING = 64;
/** Sockets opened in one turn of the loop: each takes some 0.1 ms, and arrivals must not wait for a whole pool. */
const OPENED_A_TURN = 8;
const BACK_OFF_MIN_US = 10_000;
const BACK_OFF_MAX_US = 200_000;
const TICK_US = 10_000;

export interface PoolOptions {
  readonly target: LoadTarget;
  readonly connections: number;
  readonly reuse: Reuse;
  /** Of a connect, too. */
  readonly timeoutUs: number;
  readonly clock: () => number;
}

/**
 * The connections of one step: opened ahead of the load, rotated so that none idles long (or the last
 * one used again, where that is asked for), replaced
 * when they end: at once, or after 10, 20 … 200 ms if the last sockets ended without one response.
 * Without that pause a service that answers nothing in time would keep the generator busy with
 * connecting until it is late itself, and an overloaded service would look like a broken measurement.
 */
export class Pool {
  /** The longest idle first. */
  readonly idle = new LinkedList<Connection>();
  opened = 0;
  failed = 0;
  readonly #failures = new Map<string, number>();
  readonly #connections: Connection[];
  readonly #clock: () => number;
  readonly #takesNewest: boolean;
  readonly #connectTimeoutUs: number;
  /** To be opened as soon as few enough are connecting. */
  #toOpen: Connection[] = [];
  /** To be opened at their `sinceUs`. */
  #backingOff: Connection[] = [];
  #connecting = new Set<Connection>();
  #keepAliveUs = Number.POSITIVE_INFINITY;
  #nextTickUs = Number.NEGATIVE_INFINITY;
  #openableThisTurn = OPENED_A_TURN;
  #closed = false;

  constructor({ target, connections, reuse, timeoutUs, clock }: PoolOptions, owner: ConnectionOwner) {
    this.#connections = Array.from({ length: connections }, () => new Connection(target, owner));
    this.#takesNewest = reuse === 'newest';
    this.#connectTimeoutUs = timeoutUs;
    this.#clock = clock;
  }

  openAll(): void {
    this.#toOpen = [...this.#connections];
    this.#openSome();
  }

  /** Nothing is being opened or waits to be. */
  get isQuiet(): boolean {
    return this.#connecting.size + this.#toOpen.length + this.#backingOff.length === 0;
  }

  get connects(): StepResult['connects'] {
    return { opened: this.opened, failed: this.failed, byError: Object.fromEntries(this.#failures) };
  }

  /** An idle connection, no longer idle; null when there is none. */
  takeIdle(): Connection | null {
    const connection = this.#takesNewest ? this.idle.last : this.idle.first;
    if (connection !== null) this.idle.remove(connection);
    return connection;
  }

  release(connection: Connection, nowUs: number): void {
    connection.sinceUs = nowUs;
    this.idle.append(connection);
  }

  /** A response came over it. `keepAliveS`: when the server says it will close it; 0: it does not say. */
  served(connection: Connection, keepAliveS: number): void {
    connection.failures = 0;
    // A request sent just as the server closes would be reset: let go first, as undici does.
    if (keepAliveS > 0) this.#keepAliveUs = Math.max(keepAliveS - 1, keepAliveS / 2) * 1e6;
  }

  connected(connection: Connection): void {
    this.#connecting.delete(connection);
    this.opened++;
    this.#openSome();
  }

  connectFailed(connection: Connection, code: string): void {
    this.#connecting.delete(connection);
    this.failed++;
    this.#failures.set(code, (this.#failures.get(code) ?? 0) + 1);
    this.replace(connection);
  }

  /** Its socket is of no more use and neither idle nor connecting: close it and open another. */
  replace(connection: Connection): void {
    connection.close();
    if (this.#closed) return;
    const { failures } = connection;
    connection.failures++;
    if (failures === 0) this.#toOpen.push(connection);
    else {
      connection.sinceUs = this.#clock() + Math.min(BACK_OFF_MAX_US, BACK_OFF_MIN_US * 2 ** (failures - 1));
      this.#backingOff.push(connection);
    }
    this.#openSome();
  }

  /** To be called every turn of the loop. */
  tick(nowUs: number): void {
    this.#openableThisTurn = OPENED_A_TURN;
    if (nowUs >= this.#nextTickUs) this.#lookAround(nowUs);
    this.#openSome();
  }

  #lookAround(nowUs: number): void {
    this.#nextTickUs = nowUs + TICK_US;
    for (const connection of this.#connecting) {
      if (nowUs - connection.sinceUs > this.#connectTimeoutUs) this.connectFailed(connection, 'ETIMEDOUT');
    }
    if (this.#backingOff.length > 0) {
      const ready = this.#backingOff.filter(({ sinceUs }) => sinceUs <= nowUs);
      this.#backingOff = this.#backingOff.filter(({ sinceUs }) => sinceUs > nowUs);
      this.#toOpen.push(...ready);
    }
    for (let oldest = this.idle.first; oldest !== null; oldest = this.idle.first) {
      if (nowUs - oldest.sinceUs < this.#keepAliveUs) break;
      this.idle.remove(oldest);
      oldest.failures = 0;
      this.replace(oldest);
    }
  }

  close(): void {
    this.#closed = true;
    this.#toOpen = [];
    this.#backingOff = [];
    for (const connection of this.#connections) connection.close();
  }

  #openSome(): void {
    while (this.#toOpen.length > 0 && this.#connecting.size < MAX_CONNECTING && this.#openableThisTurn > 0) {
      this.#openableThisTurn--;
      const connection = this.#toOpen.shift() as Connection;
      connection.sinceUs = this.#clock();
      this.#connecting.add(connection);
      connection.open();
    }
  }
}
