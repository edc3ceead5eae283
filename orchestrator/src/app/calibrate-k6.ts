import { CLEAN_LIMIT_SEARCH, cleanTrial } from '../domain/clean-limit.ts';
import type { GeneratorRequest } from './choose-generator.ts';
import type { LabApp } from './lab-app.ts';
import { trialKey, tryGenerator } from './try-generator.ts';

/**
 * The highest rate k6 offers cleanly from these load CPUs, per second, tried on a responder of ours on
 * the server CPUs; null: none. Found out once a sitting, for all that it depends on.
 */
export async function calibrateK6(app: LabApp, request: GeneratorRequest): Promise<number | null> {
  const { cpus, scenario } = request.plan;
  const { objective, connections } = scenario;
  const trials = { ...request, cpus, objective, connections };
  const key = trialKey('k6-clean-limit', app, trials);
  const kept = app.sitting.get(key) as { readonly limit: number } | null;
  if (kept !== null) return kept.limit;

  request.progress('calibrating k6 on these CPUs, about 40 s; once a sitting');
  const { limitPerSec } = await tryGenerator(
    app,
    'k6',
    {
      search: CLEAN_LIMIT_SEARCH,
      judge: (load, ratePerSec) => cleanTrial(load, ratePerSec, objective, cpus.load.length),
    },
    trials,
  );
  // That no rate was clean may say more of this minute than of k6 here: it is tried again next time.
  if (limitPerSec !== null) app.sitting.put(key, { limit: limitPerSec });
  return limitPerSec;
}
