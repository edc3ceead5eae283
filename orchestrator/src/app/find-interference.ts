import { type CalibrationDocument, cannotProbe } from '../domain/calibration.ts';
import type { CpuLayout } from '../domain/cpu-layout.ts';
import { LabError } from '../domain/errors.ts';
import { interferenceOf } from '../domain/interference.ts';
import type { MachineFacts } from '../domain/machine-facts.ts';
import { measureInterference } from '../lab/measure-interference.ts';
import type { Guard } from '../ports/guard.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { LabApp } from './lab-app.ts';
import { onceASitting } from './once-a-sitting.ts';

export interface InterferenceRequest {
  readonly runtime: Pick<Runtime, 'engine'>;
  readonly machine: Pick<MachineFacts, 'pinning' | 'cpuModel'>;
  readonly cpus: CpuLayout;
  readonly guard: Guard;
  readonly fresh: boolean;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/** What finding it out takes. */
export type InterferenceApp = Pick<LabApp, 'clock' | 'fixedWork' | 'freshSeed' | 'host' | 'lab' | 'sitting'>;

export type FoundInterference = Pick<CalibrationDocument, 'interference' | 'interferenceUnknown'>;

/**
 * How busy load CPUs slow the server CPUs, from this sitting or measured now. That it cannot be told
 * stops nothing: then the reason is given.
 */
export async function findInterference(
  app: InterferenceApp,
  { runtime, machine, cpus, guard, fresh, progress, signal }: InterferenceRequest,
): Promise<FoundInterference> {
  const unknown = (why: string): FoundInterference => ({ interference: null, interferenceUnknown: why });
  const onThisMachine = runtime.engine?.local ?? true;
  const cannot = cannotProbe({ cpus, canPin: machine.pinning !== null, onThisMachine });
  if (cannot !== null) return unknown(cannot);
  try {
    const program = await app.fixedWork.program();
    const { interference, ...found } = await onceASitting(app, {
      key: ['interference', machine.cpuModel, app.lab.node, program, cpus.server, cpus.load],
      fresh,
      measure: async () => {
        progress('measuring how busy load CPUs slow the server CPUs, at most 10 s');
        const { clock, host } = app;
        const where = { serverCpus: cpus.server, loadCpus: cpus.load };
        const with_ = { ...where, host, guard, clock, seed: app.freshSeed(), signal };
        return { interference: interferenceOf(await measureInterference(app.fixedWork, with_)) };
      },
      isWorthKeeping: ({ interference }) => interference !== null,
    });
    if (interference === null) return unknown('other programs kept the load CPUs busy all the time');
    return { interference: { ...interference, ...found }, interferenceUnknown: null };
  } catch (error) {
    if (!(error instanceof LabError) || signal.aborted) throw error;
    return unknown(error.message);
  }
}
