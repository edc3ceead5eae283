import type { WorkDone } from '@framework-lab/protocol/fixed-work-messages';
import type { Guard } from './guard.ts';

/** Starts programs that work a loop that is always the same, to compare the speed of CPUs with. */
export interface FixedWork {
  /** Names the program with its content, for what is kept of its results. */
  program(): Promise<string>;
  /** One program on each of the CPUs. Throws LAB_GENERATOR_UNAVAILABLE, LAB_PINNING_NOT_HONOURED. */
  start(cpus: readonly number[], guard: Guard): Promise<FixedWorkers>;
}

export interface FixedWorkers extends AsyncDisposable {
  /** All work at once; what they did in all. Throws LAB_GENERATOR_FAILED when one has ended. */
  work(forMs: number): Promise<WorkDone>;
}
