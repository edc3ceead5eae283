import { CONTENDER_SETTINGS, flagOf } from '../domain/contender-settings.ts';
import { LabError } from '../domain/errors.ts';
import type { Scenario } from '../domain/scenario.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import type { AskedTuning } from '../domain/tuning/tuning.ts';
import { applySettings, type RunSettings } from './apply-settings.ts';
import { list, RUN_SETTINGS } from './run-settings.ts';
import { type Given, given, type Setting } from './setting.ts';

/** The scenario of `tune`, where none is named. */
export const TUNE_SCENARIO = 'tune';

/** Flags by the variables they stand for: `--timeout` and `--connections` are of the load, in every command. */
export const TUNED_SETTINGS: Readonly<Record<string, Setting<readonly string[]>>> = Object.fromEntries(
  CONTENDER_SETTINGS.map((one) => {
    const { name, words, accepts } = one;
    const flag = `--${flagOf(one)} <list>`;
    return [
      name,
      { key: camelCase(flagOf(one)), flag, env: null, help: `${words} (${accepts})`, parse: list },
    ];
  }),
);

/** Everything `run` can be told, but for whose load it is: that is the argument. */
export const TUNE_RUN_SETTINGS = (({ only: _, ...rest }) => rest)(RUN_SETTINGS);

/** Which values of which settings. Throws LAB_USAGE where there are none. */
export function askedTuning(of: string, from: Given): AskedTuning {
  const settings = CONTENDER_SETTINGS.flatMap(({ name }) => {
    const values = given(TUNED_SETTINGS[name] as Setting<readonly string[]>, from)?.value;
    return values === undefined ? [] : [{ setting: name, values }];
  });
  if (settings.length > 0) return { of, settings };
  throw new LabError('LAB_USAGE', 'No setting was named whose values are to be tried.', {
    fix: [`npm run lab -- tune ${of} --workers 1,2,auto,2n+1 --max-requests 0,1000`],
  });
}

/** As for any run, of the variants of one contender, in blocks enough for an interval. Throws LAB_USAGE. */
export function tuneSettings(
  scenario: Scenario,
  tuning: AskedTuning,
  from: Given,
  freshSeed: () => number,
): RunSettings {
  if (scenario.service !== undefined) {
    throw new LabError(
      'LAB_USAGE',
      `${scenario.name} is of a service of its own, whose settings nobody knows.`,
      {
        fix: [
          'name a scenario of the lab, or one without service:',
          'of your own service: two scenario files with another env: each, and compare the runs',
        ],
      },
    );
  }
  const fewest = THRESHOLDS.tuningBlocks.value;
  const raised = scenario.blocks < fewest && given(RUN_SETTINGS.blocks, from) === null;
  const blocks = raised ? fewest : scenario.blocks;
  const only = { ...from, flags: { ...from.flags, only: tuning.of } };
  const settings = applySettings({ ...scenario, blocks }, only, freshSeed);
  const provenance = raised ? { ...settings.provenance, blocks: 'default' as const } : settings.provenance;
  return { ...settings, tuning, provenance };
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
