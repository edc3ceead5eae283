import type { ErrorKind } from '@framework-lab/protocol/load';
import { ERROR_KINDS } from '@framework-lab/protocol/load';

export class StatusCounts {
  readonly #counts = new Uint32Array(1000);
  /** Statuses that occurred, so that nobody walks a thousand zeros. */
  readonly #seen: number[] = [];

  add(status: number): void {
    const before = this.#counts[status] as number;
    if (before === 0) this.#seen.push(status);
    this.#counts[status] = before + 1;
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.#seen.map((status) => [status, this.#counts[status] as number]));
  }

  reset(): void {
    for (const status of this.#seen) this.#counts[status] = 0;
    this.#seen.length = 0;
  }
}

export class ErrorCounts {
  readonly #counts = new Map<ErrorKind, number>();

  add(kind: ErrorKind): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** Kinds that occurred, in the order of `ERROR_KINDS`. */
  toRecord(): Record<string, number> {
    const counted = ERROR_KINDS.map((kind) => [kind, this.#counts.get(kind) ?? 0] as const);
    return Object.fromEntries(counted.filter(([, count]) => count > 0));
  }

  reset(): void {
    this.#counts.clear();
  }
}
