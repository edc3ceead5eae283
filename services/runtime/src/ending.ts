import type { EndLine } from '@framework-lab/protocol/telemetry';
import type { Logger } from 'pino';
import type { CountLedger } from './count-ledger.ts';
import { printEnd } from './telemetry.ts';
import type { WorkerPool } from './worker-pool.ts';

interface Cause {
  readonly reason: EndLine['reason'];
  readonly message: string;
}

/** Ends the contender once: drains its workers, kills them when asked again, prints the last line. */
export class Ending {
  readonly #pool: WorkerPool;
  readonly #ledger: CountLedger;
  readonly #log: Logger;
  readonly #capS: number;
  #cause: Cause | undefined;
  #sinceMs = 0;
  #cutOff = 0;

  constructor(pool: WorkerPool, ledger: CountLedger, log: Logger, capS: number) {
    this.#pool = pool;
    this.#ledger = ledger;
    this.#log = log;
    this.#capS = capS;
  }

  get begun(): boolean {
    return this.#cause !== undefined;
  }

  begin(cause: Cause): void {
    this.#cause = cause;
    this.#sinceMs = performance.now();
    this.#log.info({ reason: cause.reason }, `ending: ${cause.message}`);
    for (const member of this.#pool.members) {
      if (member.ready) this.#pool.drain(member, { quickly: true, capS: this.#capS });
      else member.kill();
    }
    this.printWhenEmpty();
  }

  force(): void {
    for (const member of this.#pool.members) {
      this.cutOff(member.lastSample?.inFlight ?? 0);
      member.kill();
    }
  }

  /** Requests that were in flight when their worker had to go. */
  cutOff(requests: number): void {
    this.#cutOff += requests;
  }

  printWhenEmpty(): void {
    if (!this.#cause || this.#pool.members.length > 0) return;
    const { reason, message } = this.#cause;
    const tookMs = Math.round(performance.now() - this.#sinceMs);
    const fate = this.#cutOff > 0 ? `${this.#cutOff} requests cut off after` : 'drained in';
    const line = reason === 'signal' ? `${message}: ${fate} ${tookMs} ms` : message;
    const exitCode = reason === 'signal' && this.#cutOff === 0 ? 0 : 1;
    this.#log[exitCode === 0 ? 'info' : 'fatal']({ reason }, line);
    printEnd({ reason, message: line, completed: this.#ledger.total() }, exitCode);
  }
}
