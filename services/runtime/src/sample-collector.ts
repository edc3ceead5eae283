import type { WorkerSample } from '@framework-lab/protocol/telemetry';
import type { PoolMember } from './worker-pool.ts';

interface Asking {
  readonly waitingFor: Set<number>;
  readonly finish: () => void;
}

/** Asks all workers for a sample and waits for the answers, or until a deadline. */
export class SampleCollector {
  readonly #asking = new Map<number, Asking>();
  #lastAsk = 0;

  /** Workers too busy to answer within `withinMs` keep the sample they gave before. */
  async collect(members: readonly PoolMember[], reset: boolean, withinMs: number): Promise<void> {
    const asked = members.filter((member) => member.ready);
    if (asked.length === 0) return;
    this.#lastAsk += 1;
    const ask = this.#lastAsk;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asking.set(ask, { waitingFor: new Set(asked.map((member) => member.id)), finish: resolve });
    const deadline = setTimeout(resolve, withinMs);
    for (const member of asked) member.order({ kind: 'sample', ask, reset });
    await promise;
    clearTimeout(deadline);
    this.#asking.delete(ask);
  }

  answered(member: PoolMember, ask: number, sample: WorkerSample): void {
    member.lastSample = sample;
    this.#strike(ask, member.id);
  }

  /** Nobody waits for a worker that is gone. */
  gone(member: PoolMember): void {
    for (const ask of this.#asking.keys()) this.#strike(ask, member.id);
  }

  #strike(ask: number, id: number): void {
    const asking = this.#asking.get(ask);
    asking?.waitingFor.delete(id);
    if (asking?.waitingFor.size === 0) asking.finish();
  }
}
