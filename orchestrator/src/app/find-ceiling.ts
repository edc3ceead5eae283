import type { CalibrationDocument } from '../domain/calibration.ts';
import { CEILING_SEARCH, ceilingOf, ceilingTrial } from '../domain/ceiling.ts';
import type { GeneratorName } from '../domain/generator-choice.ts';
import type { LabApp } from './lab-app.ts';
import { onceASitting } from './once-a-sitting.ts';
import { type Trials, trialKey, tryGenerator } from './try-generator.ts';

/** The ceiling of a generator, from this sitting or found now. */
export function findCeiling(
  app: Pick<LabApp, 'clock' | 'lab' | 'sitting'>,
  generator: GeneratorName,
  trials: Trials & { readonly cpuModel: string | null; readonly fresh: boolean },
): Promise<CalibrationDocument['ceilings'][number]> {
  const { objective, cpus, cpuModel, fresh, progress } = trials;
  return onceASitting(app, {
    key: [cpuModel, ...trialKey(`ceiling of ${generator}`, app, trials)],
    fresh,
    measure: async () => {
      progress(
        `looking for the ceiling of ${generator}, at most ${CEILING_SEARCH.mostTrials} trials of some seconds`,
      );
      const found = await tryGenerator(
        app,
        generator,
        {
          search: CEILING_SEARCH,
          judge: (load, ratePerSec) => ceilingTrial(load, ratePerSec, objective, cpus.load.length),
        },
        trials,
      );
      return ceilingOf(generator, found.limitPerSec, found.trials);
    },
    isWorthKeeping: ({ ratePerSec }) => ratePerSec !== null,
  });
}
