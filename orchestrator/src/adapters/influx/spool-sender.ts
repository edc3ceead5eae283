import { retryDelayMs } from '../../domain/metrics/retry-delay.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Delivery } from './influx-writer.ts';
import type { Batch } from './read-batch.ts';

export interface SenderParts {
  readonly clock: Clock;
  /** What can be read from a byte offset on; null: nothing yet. */
  readonly read: (offset: number) => Promise<Batch | null>;
  /** Throws when it should be tried again later. */
  readonly deliver: (lines: readonly string[], signal: AbortSignal) => Promise<Delivery>;
  readonly log: (line: string) => void;
}

/** Points of about one second go together. */
const LINGER_MS = 1000;
const CLOSING_RETRY_MS = 250;

/** Sends a spool from its beginning to its end, and what is appended meanwhile, however long that takes. */
const LEFT_BEHIND_MS = 1000;

export class SpoolSender {
  written = 0;
  refused = 0;
  /** Why some points were refused for good, in the database's words. */
  words: string | null = null;
  /** Why nothing could be sent the last time; null when it could. */
  trouble: string | null = null;
  offset = 0;
  readonly #parts: SenderParts;
  readonly #closing = new AbortController();
  readonly #given = new AbortController();
  readonly #running: Promise<void>;
  #wake: () => void = () => undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#running = this.#run();
  }

  /** There is more to read. */
  poke(): void {
    this.#wake();
  }

  /** Sends what is left, for at most `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#closing.abort();
    this.#wake();
    const done = new AbortController();
    void this.#parts.clock.sleep(graceMs, done.signal).then(
      () => this.#given.abort(),
      () => undefined,
    );
    // A read from a disk that hangs cannot be given up: then it is left behind.
    await Promise.race([
      this.#running,
      this.#parts.clock.sleep(graceMs + LEFT_BEHIND_MS, done.signal).catch(() => undefined),
    ]);
    done.abort();
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#given.signal.aborted) {
      const grown = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      try {
        const batch = await this.#parts.read(this.offset);
        if (batch === null) {
          if (this.#closing.signal.aborted) return;
          await grown;
          if (!this.#closing.signal.aborted) await this.#pause(LINGER_MS);
          continue;
        }
        this.#count(await this.#parts.deliver(batch.lines, this.#given.signal));
        this.offset += batch.bytes;
        if (failures > 0) this.#parts.log('metrics: the database answers again');
        failures = 0;
        this.trouble = null;
      } catch (error) {
        failures += 1;
        this.trouble = error instanceof Error ? error.message : String(error);
        if (failures === 1) this.#parts.log(`metrics: ${this.trouble}; points are kept and sent later`);
        await this.#pause(retryDelayMs(failures));
      }
    }
  }

  #count({ written, refused, words }: Delivery): void {
    this.written += written;
    this.refused += refused;
    if (words === null) return;
    if (this.words === null) this.#parts.log(`metrics: the database refused ${refused} points: ${words}`);
    this.words ??= words;
  }

  /** Cut short when the run is over: then there is little time left. */
  async #pause(ms: number): Promise<void> {
    const { clock } = this.#parts;
    if (!this.#closing.signal.aborted) await clock.sleep(ms, this.#closing.signal).catch(() => undefined);
    else await clock.sleep(CLOSING_RETRY_MS, this.#given.signal).catch(() => undefined);
  }
}
