import { CLEAN_LIMIT_SEARCH, cleanTrial } from '../domain/clean-limit.ts';
import type { StepLoad } from '../domain/load.ts';
import type { GeneratorRequest } from './choose-generator.ts';
import type { LabApp } from './lab-app.ts';
import { onceASitting } from './once-a-sitting.ts';
import { trialKey, tryGenerator } from './try-generator.ts';

/**
 * The highest rate k6 offers cleanly from these load CPUs, per second, tried on a responder of ours on
 * the server CPUs; null: none. Found out once a sitting, for all that it depends on.
 */
export async function calibrateK6(app: LabApp, request: GeneratorRequest): Promise<number | null> {
  const { cpus, scenario } = request.plan;
  const { objective, connections } = scenario;
  const trials = { ...request, cpus, objective, connections };
  const { limit } = await onceASitting(app, {
    key: trialKey('k6-clean-limit', app, trials),
    fresh: false,
    measure: async () => {
      request.progress('calibrating k6 on these CPUs, about 40 s; once a sitting');
      const how = {
        search: CLEAN_LIMIT_SEARCH,
        judge: (load: StepLoad, ratePerSec: number) =>
          cleanTrial(load, ratePerSec, objective, cpus.load.length),
      };
      return { limit: (await tryGenerator(app, 'k6', how, trials)).limitPerSec };
    },
    // That no rate was clean may say more of this minute than of k6 here: it is tried again next time.
    isWorthKeeping: (found) => found.limit !== null,
  });
  return limit;
}
