import type { FromGenerator } from '@framework-lab/protocol/generator-messages';
import { GENERATOR_PROTOCOL } from '@framework-lab/protocol/generator-messages';
import { GcWatch } from './generator-use.ts';
import { checkedOrder, OrderError } from './order-check.ts';
import { Step } from './step.ts';
import { warmUpHistograms } from './warm-up.ts';

/** What one generator process says and hears, a message at a time. */
export class Session {
  readonly #say: (message: FromGenerator) => void;
  readonly #gc = new GcWatch();
  #running: { readonly id: string; readonly step: Step } | null = null;

  constructor(say: (message: FromGenerator) => void) {
    this.#say = say;
  }

  begin(): void {
    warmUpHistograms();
    this.#say({ type: 'ready', pid: process.pid, node: process.versions.node, protocol: GENERATOR_PROTOCOL });
  }

  /** One line of stdin. Answers with an `error` message what it cannot obey; never throws. */
  hear(line: string): void {
    if (line.trim() === '') return;
    let message: { type?: unknown; step?: unknown } | null;
    try {
      message = JSON.parse(line);
    } catch {
      this.#complain(null, 'ORDER_NO_JSON', 'a line on stdin is not JSON');
      return;
    }
    if (message?.type === 'abort') this.#running?.step.abort();
    else if (message?.type === 'step') this.#begin(message.step);
    else this.#complain(null, 'ORDER_UNKNOWN', "a message's type must be 'step' or 'abort'");
  }

  #begin(value: unknown): void {
    try {
      const order = checkedOrder(value);
      if (this.#running !== null) {
        this.#complain(order.id, 'ORDER_BUSY', `step ${this.#running.id} is still running`);
        return;
      }
      const { id } = order;
      // What earlier steps left is collected now (with --expose-gc), not in the middle of this one.
      globalThis.gc?.();
      const step = new Step(
        order,
        {
          live: (window) => this.#say({ type: 'live', step: id, window }),
          arrivals: (window) => this.#say({ type: 'arrivals', step: id, window }),
        },
        this.#gc,
      );
      this.#running = { id, step };
      void step.run().then(({ result, aborted }) => {
        this.#running = null;
        this.#say({ type: 'result', step: id, result, aborted });
      });
    } catch (error) {
      if (error instanceof OrderError) this.#complain(error.step, 'ORDER_INVALID', error.message);
      else this.#complain(null, 'STEP_IMPOSSIBLE', error instanceof Error ? error.message : String(error));
    }
  }

  #complain(step: string | null, code: string, message: string): void {
    this.#say({ type: 'error', step, code, message });
  }
}
