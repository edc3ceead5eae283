import type Dockerode from 'dockerode';
import { type Engine, refusalOf } from './engine.ts';
import { type CallLimits, engineCall } from './engine-call.ts';
import { labelFilters } from './label-filters.ts';

export function volumeCalls(
  docker: Dockerode,
  { quickMs, slowMs }: CallLimits,
): Pick<Engine, 'listVolumes' | 'removeVolume'> {
  return {
    listVolumes: (labels) =>
      engineCall('list volumes', quickMs, undefined, async (abortSignal) => {
        const options = { filters: labelFilters(labels), abortSignal };
        // An engine without any gives null.
        const { Volumes } = await docker.listVolumes(options);
        return (Volumes ?? []).map(({ Name, Labels }) => ({ id: Name, name: Name, labels: Labels ?? {} }));
      }),
    removeVolume: (name) =>
      engineCall(`remove volume ${name}`, slowMs, undefined, async (abortSignal) => {
        await docker.getVolume(name).remove({ abortSignal });
      }).catch((error: unknown) => {
        if (refusalOf(error)?.status !== 404) throw error;
      }),
  };
}
