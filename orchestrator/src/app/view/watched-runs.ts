import { EventEmitter, once } from 'node:events';
import type { Clock } from '../../ports/clock.ts';
import type { LineFollower } from '../../ports/line-follower.ts';
import type { PageEvent } from '../../ports/page-server.ts';

/** What a page shows of a run, kept true line by line of its events. */
export interface WatchedRun {
  take(line: Buffer): void;
  /** By name; those that have not changed need not be sent again. */
  parts(wallMs: number): Readonly<Record<string, string>>;
  /** Nothing will follow. */
  readonly hasEnded: boolean;
}

/** After so many looks the page is drawn without news, too: how long nothing came is news. */
const LOOKS_AT_LEAST = 15;

/** Runs that somebody looks at. Each is read and drawn once, however many look; while nobody does, not at all. */
export class WatchedRuns {
  readonly #open = new Map<string, Watching>();
  readonly #follower: LineFollower;
  readonly #clock: Clock;
  readonly #newRun: () => WatchedRun;

  constructor(follower: LineFollower, clock: Clock, newRun: () => WatchedRun) {
    this.#follower = follower;
    this.#clock = clock;
    this.#newRun = newRun;
  }

  /** Parts of the page as they change, all of them first. Ends with the run or by the signal. Throws LAB_RECORD_UNREADABLE. */
  async *watch(eventsFile: string, signal: AbortSignal): AsyncGenerator<PageEvent> {
    const watching = this.#open.get(eventsFile) ?? new Watching();
    if (watching.watchers === 0) {
      this.#open.set(eventsFile, watching);
      void this.#follow(eventsFile, watching);
    }
    watching.watchers += 1;
    try {
      yield* watching.changes(signal);
    } finally {
      watching.watchers -= 1;
      if (watching.watchers === 0) {
        watching.stop();
        this.#open.delete(eventsFile);
      }
    }
  }

  async #follow(eventsFile: string, watching: Watching): Promise<void> {
    try {
      let run = this.#newRun();
      let isStale = true;
      let looks = 0;
      for await (const { lines, restarted, upToDate } of this.#follower.follow(eventsFile, watching.signal)) {
        if (restarted) run = this.#newRun();
        for (const line of lines) run.take(line);
        isStale ||= restarted || lines.length > 0;
        if (!upToDate) continue;
        looks += 1;
        if (!isStale && looks % LOOKS_AT_LEAST !== 0) continue;
        watching.publish(run.parts(this.#clock.wallMs()), run.hasEnded);
        isStale = false;
      }
    } catch (error) {
      watching.fail(error);
    }
  }
}

/** One run that is being looked at, and what all who look were told last. */
class Watching {
  watchers = 0;
  readonly #stopped = new AbortController();
  readonly #news = new EventEmitter().setMaxListeners(0);
  readonly #parts = new Map<string, { readonly data: string; readonly version: number }>();
  #version = 0;
  #isOver = false;
  #failure: { readonly error: unknown } | null = null;

  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  stop(): void {
    this.#stopped.abort();
  }

  publish(parts: Readonly<Record<string, string>>, isOver: boolean): void {
    this.#version += 1;
    for (const [name, data] of Object.entries(parts)) {
      if (this.#parts.get(name)?.data !== data) this.#parts.set(name, { data, version: this.#version });
    }
    this.#isOver = isOver;
    this.#news.emit('news');
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#news.emit('news');
  }

  async *changes(signal: AbortSignal): AsyncGenerator<PageEvent> {
    let told = 0;
    while (!signal.aborted) {
      if (this.#failure !== null) throw this.#failure.error;
      // A slow client is told what is true now, not what was in between.
      const now = this.#version;
      for (const name of [...this.#parts.keys()]) {
        const part = this.#parts.get(name);
        if (part !== undefined && part.version > told) yield { name, data: part.data };
      }
      told = now;
      if (this.#isOver && this.#version === told) return;
      if (this.#version === told && this.#failure === null)
        await once(this.#news, 'news', { signal }).catch(() => undefined);
    }
  }
}
