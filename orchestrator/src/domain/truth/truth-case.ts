import type { RequestOrder } from '@framework-lab/protocol/load';
import type { BottleneckLabel } from '../bottleneck-label.ts';
import type { SearchResult } from '../capacity/search.ts';
import type { StepLoad } from '../load.ts';
import type { Objective } from '../objective.ts';
import type { StepRecord } from '../run-record.ts';
import type { ServedRequest, VirtualService } from './virtual-service.ts';

/** Something of which the truth is known, as the card shows it. */
export interface TruthClaim {
  readonly id: string;
  /** What is measured, for people. */
  readonly what: string;
  readonly truth: string;
  readonly tolerance: string;
  /** The bottleneck that is caused; null where it is not the label that is asked for. */
  readonly caused: BottleneckLabel | null;
}

/** A claim that single steps decide. Pure: nothing here starts anything. */
export interface TruthCase extends TruthClaim {
  /** The full set measures each, the quick one the first. */
  readonly trials: readonly [TruthTrial, ...TruthTrial[]];
  readonly judge: (seen: TruthSeen) => Finding;
}

/** A claim that whole searches for a capacity decide. */
export interface SearchCase extends TruthClaim {
  readonly trials: readonly [TruthSearch, ...TruthSearch[]];
  readonly judge: (seen: SearchSeen) => Finding;
}

/** So many launches of a virtual-time server, each searched as a run does. */
export interface TruthSearch {
  readonly service: VirtualService;
  readonly pacing: 'paced' | 'poisson';
  readonly fromPerSec: number;
  readonly launches: number;
}

export interface SearchSeen {
  /** One a launch. */
  readonly results: readonly SearchResult[];
  readonly steps: number;
  /** Of them, those during which the machine took time from one of both sides. */
  readonly noisySteps: number;
}

export interface TruthTrial {
  readonly service: VirtualService | OddService;
  readonly step: TruthStep;
  readonly disturbance?: Disturbance;
}

/** A trial on a virtual-time server. */
export type VirtualTrial = TruthTrial & { readonly service: VirtualService };

/** A real contender with a bottleneck of its own. */
export interface OddService {
  readonly program: TruthProgram;
  readonly workers: number;
}

export type TruthProgram = 'odd-service' | 'small-backlog' | 'node-http';

export interface TruthStep {
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly leadInS?: number;
  readonly pacing?: 'paced' | 'poisson';
  readonly seed?: number;
  readonly connections?: number;
  readonly timeoutMs?: number;
  readonly objective?: Objective;
  readonly requests?: readonly RequestOrder[];
}

/** What is done to a measurement on purpose while it goes on. */
export type Disturbance =
  | { readonly kind: 'generator-stops'; readonly afterMs: number; readonly forMs: number }
  | { readonly kind: 'hogs'; readonly on: 'server' | 'load'; readonly processes: number };

/** What the lab said of a trial, and what the service itself has written down. */
export interface TruthSeen {
  readonly trial: TruthTrial;
  readonly record: StepRecord;
  readonly load: StepLoad;
  /** Of a virtual-time server; a contender keeps no such record. */
  readonly served: readonly ServedRequest[];
}

/** `noise`: it was off, and evidence that does not come from the service says that the machine was, too. */
export type TruthOutcome = 'right' | 'wrong' | 'noise';

export interface Finding {
  readonly outcome: TruthOutcome;
  /** In numbers, what the lab said against the truth. */
  readonly said: string;
}

export function getRequest(name: string, path: string, weight = 1): RequestOrder {
  const wire = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).toString('base64');
  return { name, weight, variants: [{ wire, method: 'GET', expect: { statuses: [200] } }] };
}
