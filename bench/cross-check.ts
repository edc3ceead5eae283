import { spreadOf } from './spread.ts';

export interface Attack {
  readonly port: number;
  readonly path: string;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly connections: number;
  readonly loadCpu: number;
}

/** What one generator says of one attack; latency from the moment at which a request was really sent. */
export interface Seen {
  readonly requests: number;
  readonly ok: number;
  /** Not sent, since the generator itself was too late. */
  readonly dropped: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** One after the other, in an order that changes: vegeta twice, to know what it makes of the same thing. */
export interface Round {
  readonly lab: Seen;
  readonly vegeta: readonly [Seen, Seen];
}

export interface Bar {
  readonly what: string;
  readonly wanted: string;
  readonly seen: string;
  readonly passed: boolean;
}

/** The bar for the median of the latencies. */
const P50_LIMIT_MS = 0.3;

/** `errors`: of a service whose answers are wrong in a known share. */
export function barsOf(rounds: readonly Round[], errors: readonly Round[], wantedErrors: number): Bar[] {
  return [countBar(rounds), errorBar(errors, wantedErrors), p50Bar(rounds), p99Bar(rounds)];
}

function everything({ lab, vegeta }: Round): readonly Seen[] {
  return [lab, ...vegeta];
}

function countBar(rounds: readonly Round[]): Bar {
  const counts = new Set(
    rounds.flatMap(everything).map(({ requests, ok }) => `${requests} sent, ${ok} right`),
  );
  return {
    what: 'requests, and right answers',
    wanted: 'the same of all three, in every round',
    seen: [...counts].join('; '),
    passed: counts.size === 1,
  };
}

function errorBar(rounds: readonly Round[], wanted: number): Bar {
  const seen = rounds.flatMap(everything).map(({ requests, ok }) => (requests - ok) / requests);
  return {
    what: 'share of errors, of a service that has them',
    wanted: `${(wanted * 100).toFixed(2)} %, of all three`,
    seen: [...new Set(seen.map((share) => `${(share * 100).toFixed(2)} %`))].join('; '),
    passed: seen.length > 0 && seen.every((share) => share === wanted),
  };
}

function p50Bar(rounds: readonly Round[]): Bar {
  const { apart } = differences(rounds, ({ p50Ms }) => p50Ms);
  return {
    what: 'p50, lab minus vegeta, median of the rounds',
    wanted: `within ${P50_LIMIT_MS} ms`,
    seen: milliseconds(apart),
    passed: Math.abs(apart) <= P50_LIMIT_MS,
  };
}

/** Like with like: a median is held against a median, or one outlier of vegeta's would let everything pass. */
function p99Bar(rounds: readonly Round[]): Bar {
  const { apart, noise } = differences(rounds, ({ p99Ms }) => p99Ms);
  return {
    what: 'p99, lab minus vegeta, median of the rounds',
    wanted: `within ${milliseconds(noise)}, what vegeta differed from itself in a round, median of the rounds`,
    seen: milliseconds(apart),
    passed: Math.abs(apart) <= noise,
  };
}

function differences(rounds: readonly Round[], of: (seen: Seen) => number): { apart: number; noise: number } {
  const apart = rounds.map(({ lab, vegeta: [a, b] }) => of(lab) - (of(a) + of(b)) / 2);
  const own = rounds.map(({ vegeta: [a, b] }) => Math.abs(of(a) - of(b)));
  return { apart: medianOf(apart), noise: medianOf(own) };
}

function medianOf(values: readonly number[]): number {
  return spreadOf(values)?.median ?? Number.NaN;
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(3)} ms`;
}
