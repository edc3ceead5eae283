import type { MachineFacts } from '../domain/machine-facts.ts';
import type { HostSample } from '../domain/samples.ts';

export interface HostProbe {
  /** Facts that hold for a run; read once. */
  facts(): Promise<MachineFacts>;
  /** Cumulative counters, cheap enough for once a second (well under 1 ms of CPU). */
  sample(): Promise<HostSample>;
}
