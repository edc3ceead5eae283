import type { ContenderSpec } from '../domain/contender.ts';
import { contenderSetting } from '../domain/contender-settings.ts';
import { LabError } from '../domain/errors.ts';
import { acceptedValue, formatSet, type SetSetting, setOf } from '../domain/settings-set.ts';
import { unknownContender } from './choose-contenders.ts';

/**
 * The contenders of a run with what `--set` says of them. What would change nothing is a slip and refused:
 * throws LAB_CONTENDER_UNKNOWN, LAB_SETTING_INVALID.
 */
export function withSettings(
  specs: readonly ContenderSpec[],
  set: readonly SetSetting[],
  known: readonly ContenderSpec[],
): readonly ContenderSpec[] {
  for (const one of set) requireOwner(one, specs, known);
  return specs.map((spec) => {
    const changed = setOf(spec, set).map(
      ({ setting, value }) => [setting.env, acceptedValue(spec, setting, value)] as const,
    );
    return { ...spec, settings: { ...spec.settings, ...Object.fromEntries(changed) } };
  });
}

function requireOwner(
  one: SetSetting,
  specs: readonly ContenderSpec[],
  known: readonly ContenderSpec[],
): void {
  const { contender, setting } = one;
  const ids = specs.map(({ id }) => id);
  if (contender === null) {
    if (specs.some((spec) => setOf(spec, [one]).length > 0)) return;
    throw new LabError('LAB_SETTING_INVALID', `No contender of this run takes ${setting}.`, {
      seen: [['contenders', ids.join(', ')]],
      fix: [`leave --set ${formatSet([one])} out`],
    });
  }
  const spec = specs.find(({ id }) => id === contender);
  if (spec !== undefined) {
    // Says so where it does not take it at all.
    acceptedValue(spec, contenderSetting(setting), one.value);
    return;
  }
  if (!known.some(({ id }) => id === contender)) {
    throw unknownContender(contender, known, () => `name one of this run: ${ids.join(', ')}`);
  }
  throw new LabError('LAB_SETTING_INVALID', `${contender} is not a contender of this run.`, {
    seen: [['contenders', ids.join(', ')]],
    fix: [`add it: --only ${[...ids, contender].join(',')}`, `or leave --set ${formatSet([one])} out`],
  });
}
