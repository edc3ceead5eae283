import type { Clock } from '../../ports/clock.ts';
import type { GeneratorSession, LoadGenerator } from '../../ports/load-generator.ts';
import type { LabContainers } from '../docker/lab-container.ts';
import { containerK6 } from './container-k6.ts';
import type { K6Runner } from './k6-runner.ts';
import { runK6Step } from './k6-step.ts';

/**
 * From order to lead-in: a container takes some 0.5 s, k6 half a second of CPU to begin with for 100
 * virtual users, and the load CPU may have housekeeping to do. Where it was not enough the step
 * begins late and says when (`loadStartedWallMs`).
 */
const START_DELAY_MS = 2_500;
/** Measured: in the first seconds of a k6 process latencies are tens of times what they are later. */
const LEAST_LEAD_IN_S = 3;

export interface K6Deps {
  readonly containers: LabContainers;
  /** Our k6 image, with the scripts. */
  readonly image: string;
  readonly clock: Clock;
}

/** k6 as a load generator: one container per step. */
export function k6Generator({ containers, image, clock }: K6Deps): LoadGenerator {
  return k6GeneratorOn(containerK6(containers, image), clock);
}

/** The same, wherever k6 runs. */
export function k6GeneratorOn(runner: K6Runner, clock: Clock): LoadGenerator {
  let started = 0;
  return {
    name: 'k6',
    async open({ cpus, logFile }): Promise<GeneratorSession> {
      const running = new Map<Promise<unknown>, AbortController>();
      return {
        name: 'k6',
        node: null,
        startDelayMs: START_DELAY_MS,
        leastLeadInS: LEAST_LEAD_IN_S,
        // Each step's own process is asked when it runs; one that is elsewhere fails its step.
        cpusVerified: cpus.length > 0,
        start(order, signal) {
          started += 1;
          const ending = new AbortController();
          const both = AbortSignal.any([signal, ending.signal]);
          const name = `k6-${started}`;
          const result = runK6Step({ runner, clock, cpus, logFile, name }, order, both);
          running.set(result, ending);
          // Whoever awaits the result sees a rejection; nobody awaiting it yet is no crash.
          void result.catch(() => undefined).finally(() => running.delete(result));
          return { result };
        },
        async [Symbol.asyncDispose]() {
          for (const ending of running.values()) ending.abort();
          await Promise.allSettled(running.keys());
        },
      };
    },
  };
}
