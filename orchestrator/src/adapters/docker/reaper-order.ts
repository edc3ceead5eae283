import type { EngineAddress } from './engine-address.ts';

/** The reaper's only argument, as JSON. */
export interface ReaperOrder {
  readonly address: EngineAddress;
  /** Name and value of the label whose objects it removes. */
  readonly label: readonly [string, string];
}

/** What the lab writes before it ends the reaper's stdin in order: nothing is on its way to the engine any more. */
export const IN_ORDER = 'in order\n';
