import type { Logger } from 'pino';
import { MAX_REQUESTS_OF_WORKER } from './messages.ts';
import { gone, NOTHING_TO_RECYCLE, replacementReady, startNext, worn, wornAfter } from './recycling.ts';
import { NO_CRASH, onCrash } from './restart-policy.ts';
import type { Settings } from './settings.ts';
import type { PoolMember, WorkerPool } from './worker-pool.ts';

/** Keeps the asked number of workers there: restarts what crashed, replaces what is worn. */
export class Staffing {
  restarts = 0;
  recycled = 0;
  readonly #pool: WorkerPool;
  readonly #settings: Settings;
  readonly #log: Logger;
  #crash = NO_CRASH;
  #recycling = NOTHING_TO_RECYCLE;
  #pendingForks = 0;
  #closed = false;

  constructor(pool: WorkerPool, settings: Settings, log: Logger) {
    this.#pool = pool;
    this.#settings = settings;
    this.#log = log;
  }

  /** Forks what is missing, now or after a back-off; says how many. */
  fill(afterMs: number): number {
    const wanted = this.#settings.workers + (this.#recycling.current?.phase === 'replacing' ? 1 : 0);
    const there = this.#pool.members.filter((member) => !member.draining).length + this.#pendingForks;
    for (let count = there; count < wanted; count += 1) {
      if (afterMs === 0) this.#fork();
      else this.#forkLater(afterMs);
    }
    return Math.max(0, wanted - there);
  }

  /** From now on nobody is hired. */
  close(): void {
    this.#closed = true;
  }

  wornOut(member: PoolMember): void {
    this.#recycling = worn(this.#recycling, member.id);
    this.#recycleNext();
  }

  /** A worker serves: if it is one more than asked for, the worn one that it replaces may go. */
  ready(): void {
    const serving = this.#pool.members.filter((member) => member.ready && !member.draining);
    const old = this.#pool.member(this.#recycling.current?.old ?? 0);
    if (!old || old.draining || serving.length <= this.#settings.workers) return;
    this.#recycling = replacementReady(this.#recycling);
    this.#log.info({ worker: old.pid }, 'a worn worker drains');
    this.#pool.drain(old, { quickly: false, capS: this.#settings.gracefulTimeoutS });
  }

  /** A worker is gone. Returns the number of crashes in a row when that is a crash loop. */
  left(member: PoolMember, message: string): number | undefined {
    this.#recycling = gone(this.#recycling, member.id);
    if (member.draining) {
      this.recycled += 1;
      this.#recycleNext();
      return undefined;
    }
    const decision = onCrash(this.#crash, performance.now());
    if (decision.action === 'give-up') return decision.crashes;
    this.#crash = decision.state;
    this.#log.error({ restartAfterMs: Math.round(decision.afterMs) }, message);
    this.restarts += this.fill(decision.afterMs);
    this.#recycleNext();
    return undefined;
  }

  #recycleNext(): void {
    const next = this.#closed ? undefined : startNext(this.#recycling);
    if (!next) return;
    this.#recycling = next.state;
    this.fill(0);
  }

  #forkLater(afterMs: number): void {
    this.#pendingForks += 1;
    setTimeout(() => {
      this.#pendingForks -= 1;
      if (!this.#closed) this.#fork();
    }, afterMs);
  }

  #fork(): void {
    const { maxRequests, maxRequestsJitter, port } = this.#settings;
    this.#pool.fork({
      NODE_ENV: process.env['NODE_ENV'] || 'production',
      PORT: String(port),
      [MAX_REQUESTS_OF_WORKER]: String(wornAfter(maxRequests, maxRequestsJitter, Math.random())),
    });
  }
}
