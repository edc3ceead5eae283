import type { StepLoad } from './load.ts';
import type { Objective } from './objective.ts';
import type { HostSecond } from './samples.ts';

/** What of a load its verdict depends on, and so what a run has to keep of it. */
export type JudgedLoad = Pick<
  StepLoad,
  'counts' | 'leadIn' | 'windows' | 'schedulerLag' | 'drainMs' | 'elapsedMs' | 'use' | 'aborted'
>;

/** Everything a step is judged by. */
export interface StepEvidence {
  readonly load: JudgedLoad;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly timeoutMs: number;
  /** Of the generator's pool, in all. */
  readonly connections: number;
  readonly objective: Objective;
  /** Seconds without an entry count as free of host noise: nothing speaks against them. */
  readonly host: readonly HostSecond[];
  readonly generatorCpus: number;
  /** What the server completed in lead-in, step and drain; null where it cannot count. */
  readonly serverCompleted: number | null;
  readonly contenderDied: boolean;
  /** The lab ended the step early, e.g. by Ctrl-C. */
  readonly interrupted: boolean;
}
