import type { LoadTarget } from '@framework-lab/protocol/load';
import type { ContenderSpec } from '../domain/contender.ts';
import type { TruthProgram } from '../domain/truth/truth-case.ts';
import type { ServedRequest, VirtualService } from '../domain/truth/virtual-service.ts';
import type { Guard } from './guard.ts';

/** Where `validate` gets services whose truth is known, and what disturbs a measurement. */
export interface TruthPrograms {
  /** As processes of this machine; `prepare` of the runtime makes them ready. */
  spec(program: TruthProgram, workers: number): ContenderSpec;
  /** Throws LAB_BUILD_FAILED, LAB_TRUTH_UNAVAILABLE, LAB_PINNING_NOT_HONOURED, as `startHogs` does. */
  startVirtualServer(service: VirtualService, options: TruthOptions): Promise<VirtualServer>;
  /** Processes that only use CPU. */
  startHogs(count: number, options: TruthOptions): Promise<AsyncDisposable>;
  /** Stops a process for so long; it goes on whatever happens meanwhile. */
  freeze(pid: number, forMs: number, signal: AbortSignal): Promise<void>;
}

export interface TruthOptions {
  readonly cpus: readonly number[];
  readonly guard: Guard;
}

/** A virtual-time server in a process of its own. */
export interface VirtualServer extends AsyncDisposable {
  readonly target: LoadTarget;
  /** Its own account of what it has served since the last call. */
  record(): Promise<readonly ServedRequest[]>;
}
