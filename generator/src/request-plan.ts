import { FIRST_COUNTER } from '@framework-lab/protocol/counter';
import { Histogram } from '@framework-lab/protocol/histogram';
import type { LoadCounts, RequestOrder, RequestResult } from '@framework-lab/protocol/load';
import { noCounts } from '@framework-lab/protocol/load';
import { Counter, CounterFields } from './counter.ts';

/** What came of all requests of one name. */
export class RequestTally {
  readonly counts: LoadCounts = noCounts();
  /** µs from the intended time. */
  readonly latency = new Histogram();

  result(): RequestResult {
    return { ...this.counts, latency: this.latency.encode() };
  }
}

/** One request as the hot path wants it: everything decoded and decided before the load. */
export interface PlannedVariant {
  readonly wire: Buffer;
  /** Null: every sending is the same. */
  readonly counter: CounterFields | null;
  /** HEAD: the response has no body whatever its headers say. */
  readonly isHead: boolean;
  /** Index by status: 1 is wanted. */
  readonly wanted: Uint8Array;
  /** −1: not checked. */
  readonly bodyLength: number;
  readonly bodyCrc32: number;
  readonly tally: RequestTally;
}

export interface PlannedRequest {
  readonly name: string;
  readonly weight: number;
  readonly tally: RequestTally;
  readonly variants: readonly PlannedVariant[];
}

export function planRequests(
  orders: readonly RequestOrder[],
  counter: Counter = new Counter(FIRST_COUNTER, { index: 0, count: 1 }),
): PlannedRequest[] {
  const tallies = new Map<string, RequestTally>();
  return orders.map(({ name, weight, variants }) => {
    const tally = tallies.get(name) ?? new RequestTally();
    tallies.set(name, tally);
    return {
      name,
      weight,
      tally,
      variants: variants.map(({ wire, method, expect, counter: offsets }) => ({
        wire: Buffer.from(wire, 'base64'),
        counter: offsets === undefined ? null : new CounterFields(counter, offsets),
        isHead: method.toUpperCase() === 'HEAD',
        wanted: wantedStatuses(expect.statuses),
        bodyLength: expect.bodyLength ?? -1,
        bodyCrc32: expect.bodyCrc32 ?? -1,
        tally,
      })),
    };
  });
}

const tablesOfStatuses = new Map<string, Uint8Array>();

/** Variants differ in ids only, so thousands of them share a few tables. */
function wantedStatuses(statuses: readonly number[]): Uint8Array {
  const key = statuses.join();
  const known = tablesOfStatuses.get(key);
  if (known !== undefined) return known;
  const table = new Uint8Array(1000);
  if (statuses.length === 0) table.fill(1, 200, 400);
  for (const status of statuses) table[status] = 1;
  tablesOfStatuses.set(key, table);
  return table;
}
