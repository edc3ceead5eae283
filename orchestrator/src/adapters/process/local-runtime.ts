import { basename } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpProbe } from '../../ports/http-probe.ts';
import type { Runtime } from '../../ports/runtime.ts';
import { builtinGenerator } from '../builtin/builtin-generator.ts';
import { processNullResponder } from '../net/null-responder.ts';
import type { BundleOrder } from './bundle.ts';
import { cpuLocks } from './cpu-locks.ts';
import { endLeftovers } from './leftovers.ts';
import { prepareContenders } from './prepare-contenders.ts';
import { preparePython } from './prepare-python.ts';
import { processRuntime } from './process-runtime.ts';
import type { PythonDeps } from './python-environments.ts';

export interface LocalRuntimeDeps {
  readonly clock: Clock;
  readonly stateDir: string;
  readonly folders: Pick<BundleOrder, 'root' | 'buildDir' | 'fallbackDir'>;
  readonly path: string | undefined;
  readonly python: PythonDeps;
  readonly probe: HttpProbe;
  /** The generator's bundle, built when first needed. */
  readonly generatorBundle: () => Promise<string>;
  readonly nullResponderBundle: () => Promise<string>;
}

/** Everything as pinned processes of this machine. */
export function localRuntime(deps: LocalRuntimeDeps): Runtime {
  const { clock, stateDir, folders } = deps;
  return {
    name: 'process',
    description: 'processes of this machine',
    generators: ['builtin'],
    notes: [],
    engine: null,
    locks: cpuLocks({ stateDir, clock }),
    prepare: async ({ specs, progress }) => {
      const ready = await preparePython(specs, deps.python);
      progress('building the contenders and the generator');
      const [prepared, ...programs] = await Promise.all([
        prepareContenders(ready, folders),
        deps.generatorBundle(),
        deps.nullResponderBundle(),
      ]);
      return { specs: prepared, images: [], programs: programs.map((file) => basename(file)) };
    },
    open: async ({ guard }) => ({
      contenders: processRuntime({ clock, guard, path: deps.path, root: folders.root }),
      probe: deps.probe,
      generator: (name) => {
        if (name === 'builtin') return builtinGenerator({ guard, bundle: deps.generatorBundle });
        throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'k6 runs from its image only, so it needs Docker.', {
          fix: ['--runtime docker, or --generator builtin'],
        });
      },
      startNullResponder: processNullResponder({ guard, bundle: deps.nullResponderBundle }),
      [Symbol.asyncDispose]: async () => undefined,
    }),
    endLeftovers: async () =>
      (await endLeftovers(stateDir, clock)).map(({ leaderPid, what }) => ({
        kind: 'process' as const,
        id: String(leaderPid),
        what,
      })),
  };
}
