import type { LoadTarget } from '@framework-lab/protocol/load';
import type { ContenderSpec } from '../domain/contender.ts';
import type { RightResponse } from '../domain/contract-check.ts';
import type { LabEvent } from '../domain/events.ts';
import type { ConcreteRequest } from '../domain/request-wire.ts';
import type { Scenario } from '../domain/scenario.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContenderRuntime } from '../ports/contender-runtime.ts';
import type { ContenderSource } from '../ports/contender-source.ts';
import type { CpuLocks, Guard } from '../ports/guard.ts';
import type { HostProbe, MachineFacts } from '../ports/host-probe.ts';
import type { HttpProbe } from '../ports/http-probe.ts';
import type { LoadGenerator } from '../ports/load-generator.ts';
import type { Resolver } from '../ports/resolver.ts';
import type { RunStore } from '../ports/run-store.ts';
import type { CheckResult } from '../preflight/check-result.ts';

/** What every use case may work with. `main.ts` puts the adapters in; tests put others. */
export interface LabApp {
  readonly clock: Clock;
  readonly host: HostProbe;
  readonly probe: HttpProbe;
  readonly locks: CpuLocks;
  readonly resolver: Resolver;
  readonly lab: LabFacts;
  readonly loadScenario: (nameOrFile: string) => Promise<Scenario>;
  readonly contenders: ContenderSource;
  readonly rightResponse: (request: ConcreteRequest) => RightResponse | undefined;
  readonly store: (results: string) => RunStore;
  readonly startGuard: () => Promise<Guard>;
  readonly processRuntime: (guard: Guard) => ContenderRuntime;
  readonly builtinGenerator: (guard: Guard) => LoadGenerator;
  /** A server of our own that answers everything with nothing, for a generator to rehearse on. */
  readonly startNullResponder: () => Promise<AsyncDisposable & { readonly target: LoadTarget }>;
  /** Bundles the contenders and the generator, so that no build stands inside a measurement. */
  readonly prepare: (specs: readonly ContenderSpec[]) => Promise<readonly ContenderSpec[]>;
  /** Keeps the lab itself off the measured CPUs, and behind everything else on its own. */
  readonly retreat: (cpus: readonly number[]) => void;
  readonly checks: (request: CheckRequest) => Promise<readonly CheckResult[]>;
  /** Ends what labs that are gone left running. */
  readonly endLeftovers: () => Promise<readonly { readonly pid: number; readonly what: string }[]>;
  readonly freshSeed: () => number;
}

export interface LabFacts {
  readonly version: string;
  readonly commit: string | null;
  readonly dirty: boolean | null;
  readonly node: string;
  /** Why the pinned Node does not run this, or null. */
  readonly nodeFallback: string | null;
}

export interface CheckRequest {
  readonly machine: MachineFacts;
  /** Where results would go; null when none are written. */
  readonly results: string | null;
  /** Connections that would be opened; null when nobody asked for a number. */
  readonly connections: number | null;
}

export type Listener = (event: LabEvent) => void;
