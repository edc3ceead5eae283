import type { RightResponse } from '../domain/contract-check.ts';
import type { Emit } from '../domain/events.ts';
import type { GeneratorName } from '../domain/generator-choice.ts';
import type { ConcreteRequest } from '../domain/request-wire.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContenderRuntime } from '../ports/contender-runtime.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import type { HttpProbe } from '../ports/http-probe.ts';
import type { LoadGenerator } from '../ports/load-generator.ts';

/** What a run works with; adapters stand behind every one, fakes in tests of the order of effects. */
export interface LabParts {
  readonly runtime: ContenderRuntime;
  readonly generator: (name: GeneratorName) => LoadGenerator;
  readonly host: HostProbe;
  readonly probe: HttpProbe;
  readonly clock: Clock;
  readonly emit: Emit;
  /** The right answer to a request under the contract; undefined where the contract says nothing. */
  readonly rightResponse: (request: ConcreteRequest) => RightResponse | undefined;
}
