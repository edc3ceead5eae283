import type { StepLoad } from './load.ts';
import type { SecondSample } from './samples.ts';

/** A step's load with everything that was seen beside it. */
export interface OfferedLoad {
  readonly load: StepLoad;
  /** One a second from the lead-in on, and a last one when everything had drained. */
  readonly samples: readonly SecondSample[];
  /** Monotonic ms of the lab at which the counted load began. */
  readonly loadStartMs: number;
  /** The same moment by the wall clock, Unix ms. */
  readonly loadStartWallMs: number;
  /** What the contender says it completed between order and drain; null where it cannot count. */
  readonly serverCompleted: number | null;
  /** Most seconds in a row without any progress; null where the generator tells only at its end. */
  readonly stalledS: number | null;
  readonly contenderDied: boolean;
}
