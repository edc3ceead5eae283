import type { RequestCounter } from './request-counter.ts';

/** What the kernel has charged so far, µs. */
export interface ChargedCpu {
  /** All threads, those of the collector and the compiler too. */
  readonly processUs: number;
  /** This thread alone. */
  readonly threadUs: number;
}

/** Own CPU between two payments. At 5 % one is 50 µs long: far more than a reading costs, and no latency to speak of. */
const PAY_EVERY_US = 1_000;
/** Responses between two payments at most, whatever they seem to cost where the account has coarse steps. */
const PAY_EVERY_RESPONSES = 100;

/**
 * Makes this process use a known share of CPU more than it would: it pays off, by computing nothing,
 * `share` of whatever else it has been charged, whatever a request costs. Debt and payments are read
 * off the same account of the kernel, so the sum is 1 + share times the rest by construction.
 */
export class CpuSurcharge {
  /** Paid so far. */
  paidUs = 0;
  readonly #share: number;
  readonly #charged: () => ChargedCpu;
  readonly #sinceUs: number;

  constructor(share: number, charged: () => ChargedCpu = chargedByKernel) {
    this.#share = share;
    this.#charged = charged;
    this.#sinceUs = charged().processUs;
  }

  /** Pays after responses, about every millisecond of own CPU: a timer's wake-ups would cost CPU themselves. */
  follow(counter: RequestCounter): void {
    let last = { ownUs: 0, completed: counter.completed };
    const pay = (): void => {
      const { completed } = counter;
      const ownUs = this.settle();
      const responsesPerUs = (completed - last.completed) / (ownUs - last.ownUs);
      const responses = Math.min(PAY_EVERY_RESPONSES, Math.round(PAY_EVERY_US * responsesPerUs));
      last = { ownUs, completed };
      counter.callAt(completed + Math.max(1, responses), pay);
    };
    counter.callAt(counter.completed + 1, pay);
  }

  /** Pays all that is owed by now. Returns what this process has used for itself, µs. */
  settle(): number {
    const first = this.#charged();
    const ownUs = first.processUs - this.#sinceUs - this.paidUs;
    const owedUs = ownUs * this.#share - this.paidUs;
    // Readings are all it pays with. What lies before the first and after the last is one more of them.
    let readings = 1;
    let paidUs = 0;
    do {
      const elapsedUs = this.#charged().threadUs - first.threadUs;
      readings += 1;
      paidUs = (elapsedUs * readings) / (readings - 1);
    } while (paidUs < owedUs);
    this.paidUs += paidUs;
    return ownUs;
  }
}

/**
 * Linux brings the account of the running thread up to date when that of its process is read (`thread_group_cputime`
 * in kernel/sched/cputime.c). Read alone it would be as of the last tick, up to 4 ms ago.
 */
function chargedByKernel(): ChargedCpu {
  const all = process.cpuUsage();
  const own = process.threadCpuUsage();
  return { processUs: all.user + all.system, threadUs: own.user + own.system };
}
