import type { FromGenerator } from '@framework-lab/protocol/generator-messages';
import type { ArrivalWindow, LiveWindow, StepResult } from '@framework-lab/protocol/load';
import { LabError } from '../../domain/errors.ts';
import type { LiveLoad, LoadWindow, StepLoad } from '../../domain/load.ts';
import type { StepExecution } from '../../ports/load-generator.ts';
import { Channel } from './channel.ts';
import { mergeArrivals, mergeLive, mergeResults } from './merge.ts';

/** Collects what the shards of one step say, window by window, until each has given its result. */
export class ShardedStep implements StepExecution {
  readonly windows: Channel<LiveLoad> = new Channel();
  readonly result: Promise<StepLoad>;
  readonly #id: string;
  readonly #shards: number;
  readonly #live = new Map<number, LiveWindow[]>();
  readonly #arrivals = new Map<number, ArrivalWindow[]>();
  readonly #results: StepResult[] = [];
  #aborted = false;
  #okInLoad = 0;
  #resolve: (load: StepLoad) => void = () => undefined;
  #reject: (error: LabError) => void = () => undefined;

  constructor(id: string, shards: number) {
    this.#id = id;
    this.#shards = shards;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever awaits `result` sees the rejection; nobody awaiting it yet is no crash.
    this.result.catch(() => undefined);
  }

  receive(message: FromGenerator): void {
    if (message.type === 'ready' || message.step !== this.#id) return;
    if (message.type === 'error') this.fail(`${message.code}: ${message.message}`);
    else if (message.type === 'live') this.#receiveLive(message.window);
    else if (message.type === 'arrivals') collect(this.#arrivals, message.window);
    else this.#receiveResult(message.result, message.aborted);
  }

  fail(why: string): void {
    this.windows.close();
    this.#reject(
      new LabError('LAB_GENERATOR_FAILED', 'The load generator broke in the middle of a step.', {
        seen: [['said', why]],
        fix: ['the step is not counted; run it again, and report this if it comes back'],
      }),
    );
  }

  #receiveLive(window: LiveWindow): void {
    // By shard: one that stood still skips seconds, whose windows are then never complete.
    if (window.phase === 'load') this.#okInLoad += window.counts.ok;
    const parts = collect(this.#live, window);
    if (parts.length < this.#shards) return;
    this.#live.delete(window.index);
    this.windows.push(mergeLive(parts));
  }

  #receiveResult(result: StepResult, aborted: boolean): void {
    this.#results.push(result);
    this.#aborted ||= aborted;
    if (this.#results.length < this.#shards) return;
    this.windows.close();
    this.#resolve(mergeResults(this.#results, this.#mergedWindows(), this.#okInLoad, this.#aborted));
  }

  #mergedWindows(): LoadWindow[] {
    return [...this.#arrivals.values()].map(mergeArrivals).sort((a, b) => a.index - b.index);
  }
}

function collect<W extends { readonly index: number }>(into: Map<number, W[]>, window: W): W[] {
  const parts = into.get(window.index) ?? [];
  parts.push(window);
  into.set(window.index, parts);
  return parts;
}
