import type { Pacing, Reuse } from '@framework-lab/protocol/load';
import type { DataFile } from './data-table.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { LoginSpec } from './login.ts';
import type { Objective } from './objective.ts';
import type { OwnService } from './own-service.ts';

/** A scenario as the lab uses it: every default filled in, every duration in one unit. */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** Ids, in the order of the file; the order of launches is seeded. */
  readonly contenders: readonly string[];
  readonly objective: Objective;
  readonly policy: PolicySpec;
  readonly step: { readonly durationS: number; readonly leadInS: number };
  readonly warmUp: WarmUpSpec;
  readonly requests: readonly RequestSpec[];
  readonly blocks: number;
  readonly pacing: Pacing;
  readonly connections: number;
  /** Absent: `oldest`. */
  readonly reuse?: Reuse;
  readonly timeoutMs: number;
  /** What was said of its contenders before; absent: nothing. */
  readonly hypotheses?: readonly Hypothesis[];
  /** Somebody's own service, which its contenders then are; absent: contenders of the lab's catalogue. */
  readonly service?: OwnService;
  /** Rows for the placeholders of the requests; absent: there are none. */
  readonly data?: DataFile;
  /** Absent: nobody needs a token. */
  readonly login?: LoginSpec;
}

/** How rates are chosen. `ladder` is the trivial policy; `capacity` searches. */
export type PolicySpec = LadderSpec | CapacitySpec;

export interface LadderSpec {
  readonly kind: 'ladder';
  readonly ratesPerSec: readonly number[];
  /** Failed steps in a row after which the launch ends; null: every rate is offered (`--all-steps`). */
  readonly stopAfterFailed: number | null;
}

/** Searches for the highest rate that is held, launch by launch, until it is known well enough. */
export interface CapacitySpec {
  readonly kind: 'capacity';
  /** The first rate of every launch, the same for all: by it CPU per request is compared. */
  readonly fromPerSec: number;
  /** Half-width of the interval, as a share, at which a contender's capacity is known well enough. */
  readonly precision: number;
  /** Time for the whole run; null: only the number of blocks bounds it. */
  readonly budgetS: number | null;
  /** Length of the step that confirms what short steps found. */
  readonly confirmS: number;
  /** Rates above the capacity, as multiples of it, once a contender. */
  readonly overload: { readonly factors: readonly number[]; readonly durationS: number };
}

export interface WarmUpSpec {
  readonly ratePerSec: number;
  readonly minS: number;
  /** Where the trend has not gone by then, the launch is labelled `not-steady`. */
  readonly maxS: number;
}

/**
 * A request of a scenario. In path, headers and body `{id}` becomes a seeded number that varies, `{counter}`
 * one that never repeats, `{token}` that of the log-in, `{users.name}` a value of the data, and `${NAME}`
 * one of the lab's environment.
 */
export interface RequestSpec {
  readonly name: string;
  readonly weight: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The body is a secret: it is sent, and neither stored nor shown. */
  readonly redactBody?: boolean;
  readonly expect: {
    readonly statuses: readonly number[];
    /** Exact body the answer must have, where the scenario states one. */
    readonly body?: string;
  };
}
