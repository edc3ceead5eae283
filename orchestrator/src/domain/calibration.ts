import type { CleanTrial } from './clean-limit.ts';
import type { CpuLayout } from './cpu-layout.ts';
import type { GeneratorName } from './generator-choice.ts';
import type { Interference } from './interference.ts';
import type { Objective } from './objective.ts';
import type { Warning } from './run-record.ts';

/** What `calibrate --output json` prints; docs/schema/calibration.schema.json. */
export interface CalibrationDocument {
  readonly schema: 1;
  readonly kind: 'calibration';
  readonly startedAt: string;
  readonly lab: { readonly version: string; readonly commit: string | null; readonly dirty: boolean | null };
  readonly node: string;
  readonly runtime: 'process' | 'docker';
  readonly machine: { readonly cpuModel: string | null; readonly virtualMachine: string | null };
  readonly cpus: CpuLayout;
  readonly objective: Objective;
  readonly connections: number;
  /** Null: unknown, and `interferenceUnknown` says why. */
  readonly interference: (Interference & Found) | null;
  readonly interferenceUnknown: string | null;
  /** Of every generator that was asked for and that the runtime has. */
  readonly ceilings: readonly (Ceiling & Found)[];
  readonly warnings: readonly Warning[];
}

/** The highest rate of the ladder that a generator delivered to a responder that does nothing. */
export interface Ceiling {
  readonly generator: GeneratorName;
  /** Null: none was delivered. */
  readonly ratePerSec: number | null;
  /** The next rate of the ladder, which was not delivered or not reached; null: there is none. */
  readonly nextPerSec: number | null;
  readonly trials: readonly CleanTrial[];
}

/** When a finding was made, and whether it is one that the sitting had kept. */
export interface Found {
  readonly measuredAt: string;
  readonly cached: boolean;
}

/** Where the lab's own processes stand to the CPUs that are measured. */
export interface ProbePlace {
  readonly cpus: Pick<CpuLayout, 'server' | 'load'>;
  readonly canPin: boolean;
  /** Whether contenders run on the lab's own kernel; an engine may be elsewhere. */
  readonly onThisMachine: boolean;
}

/** Why interference cannot be measured there, or null. */
export function cannotProbe({ cpus, canPin, onThisMachine }: ProbePlace): string | null {
  if (!onThisMachine) return 'the Docker engine runs on another kernel than the lab';
  if (!canPin) return 'processes cannot be pinned here';
  if (cpus.server.some((cpu) => cpus.load.includes(cpu))) return 'service and load share their CPUs';
  return null;
}
