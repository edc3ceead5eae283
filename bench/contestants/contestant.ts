/** Where and how hard a contestant is measured. */
export interface Arena {
  readonly port: number;
  readonly loadCpu: number;
  readonly connections: number;
  /** Of one measurement, after the lead-in. */
  readonly seconds: number;
  readonly leadInSeconds: number;
}

/** Everything it can give, with a queue that never empties (open model) or all connections busy (closed). */
export interface FullThrottle {
  readonly ratePerSec: number;
  readonly cpuUsPerRequest: number;
}

export interface OfferedRate {
  readonly ratePerSec: number;
  readonly isClean: boolean;
  /** Share of the planned requests that was not sent, 0 to 1. */
  readonly missedShare: number;
}

export interface Contestant {
  readonly name: string;
  readonly version: string;
  readonly model: 'open' | 'closed';
  fullThrottle(arena: Arena): Promise<FullThrottle>;
  /** Open model only: offers a constant rate and says whether 99.9 % of it was sent. */
  offer?(arena: Arena, ratePerSec: number): Promise<OfferedRate>;
}

/** The bar of `clean`: at least 99.9 % of what was planned was sent. */
export const MISSED_LIMIT = 0.001;
/** Backlog that is forgiven, the same for every open-model contestant: what the lab's drop rule forgives. */
export const FORGIVEN_S = 0.1;

export const URL_PATH = '/api/dummy';
