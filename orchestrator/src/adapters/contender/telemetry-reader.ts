import type { ListeningLine, SecondLine, TelemetryLine } from '@framework-lab/protocol/telemetry';
import type { WorkerUse } from '../../domain/samples.ts';

/** A line of telemetry, or null: anything else that a program prints is its log. */
export function parseTelemetry(line: string): TelemetryLine | null {
  if (!line.startsWith('{')) return null;
  try {
    const value = JSON.parse(line) as Partial<TelemetryLine> | null;
    if (value?.type === 'listening') return isListening(value) ? value : null;
    if (value?.type === 'second') return isSecond(value) ? value : null;
    return value?.type === 'end' ? (value as TelemetryLine) : null;
  } catch {
    return null;
  }
}

function isListening(value: Partial<ListeningLine>): value is ListeningLine {
  return Number.isInteger(value.port) && Array.isArray(value.workers);
}

function isSecond(value: Partial<SecondLine>): value is SecondLine {
  return Number.isFinite(value.completed) && Array.isArray(value.workers);
}

/** Holds the newest telemetry of a contender and lets others wait for the next line of a kind. */
export class TelemetryFeed {
  listening: ListeningLine | null = null;
  second: SecondLine | null = null;
  readonly #waiting = new Set<(line: TelemetryLine) => void>();

  take(line: TelemetryLine): void {
    if (line.type === 'listening') this.listening = line;
    if (line.type === 'second') this.second = line;
    for (const listener of [...this.#waiting]) listener(line);
  }

  /** What the workers said last; empty before they have. */
  get workers(): WorkerUse[] {
    // A contender built on an older runtime does not tell what its reading covers: a second.
    return (this.second?.workers ?? []).map(({ openConnections: _, ...use }) => ({
      ...use,
      spanMs: use.spanMs ?? 1000,
    }));
  }

  /** True as soon as the contender has said that it listens; false when `giveUp` is aborted first. */
  async untilListening(giveUp: AbortSignal): Promise<boolean> {
    if (this.listening) return true;
    const settled = Promise.withResolvers<boolean>();
    const onGiveUp = () => settled.resolve(false);
    giveUp.addEventListener('abort', onGiveUp);
    if (giveUp.aborted) onGiveUp();
    const stop = this.watch((line) => {
      if (line.type === 'listening') settled.resolve(true);
    });
    return settled.promise.finally(() => {
      stop();
      giveUp.removeEventListener('abort', onGiveUp);
    });
  }

  /** Calls back with every line from now on; returns how to stop. */
  watch(listener: (line: TelemetryLine) => void): () => void {
    this.#waiting.add(listener);
    return () => this.#waiting.delete(listener);
  }
}
