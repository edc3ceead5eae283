import type { ContenderSpec } from '../domain/contender.ts';
import { contenderSetting } from '../domain/contender-settings.ts';
import { LabError } from '../domain/errors.ts';
import { acceptedValue } from '../domain/settings-set.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import {
  type AskedTuning,
  type Tuning,
  type Variant,
  variantsOf,
  variantWords,
} from '../domain/tuning/tuning.ts';

/** What is tried of a contender, its values as it takes them. Throws LAB_SETTING_INVALID, LAB_USAGE. */
export function tuningOf(specs: readonly ContenderSpec[], { of, settings }: AskedTuning): Tuning {
  const base = baseOf(specs, of);
  const tuned = settings.map(({ setting, values }) => {
    const entry = contenderSetting(setting);
    const accepted = values.map((value) => acceptedValue(base, entry, value));
    return { setting, values: [...new Set(accepted)], own: base.settings[entry.env] as string };
  });
  const single = tuned.find(({ values }) => values.length < 2);
  if (single !== undefined) {
    const { setting, values, own } = single;
    const set = `${of}.${setting}=${values[0] ?? own}`;
    throw new LabError('LAB_USAGE', `${setting} has fewer than two values, and nothing to compare.`, {
      fix: [`name two or more, or set it for all variants: --set ${set}`],
    });
  }
  return withinLimit({ of, settings: tuned });
}

/** The variants in the place of the contender they are of. */
export function withVariants(specs: readonly ContenderSpec[], tuning: Tuning): readonly ContenderSpec[] {
  const base = baseOf(specs, tuning.of);
  const variants = variantsOf(tuning).map((variant) => variantSpec(base, variant));
  const all = specs.flatMap((spec) => (spec === base ? variants : [spec]));
  const taken = all.find(({ id }, i) => all.findIndex((one) => one.id === id) < i);
  if (taken === undefined) return all;
  throw new LabError('LAB_USAGE', `Two contenders of this run would be called ${taken.id}.`, {
    fix: ['leave one of the values out that are written alike'],
  });
}

/** As of a contender, whatever it is a variant of: each is there to be compared. */
function variantSpec(base: ContenderSpec, { id, values }: Variant): ContenderSpec {
  const changed = values.map(({ setting, value }) => [contenderSetting(setting).env, value] as const);
  return {
    ...base,
    id,
    name: `${base.name}, ${variantWords(values)}`,
    role: 'contender',
    variantOf: base.id,
    settings: { ...base.settings, ...Object.fromEntries(changed) },
  };
}

function withinLimit(tuning: Tuning): Tuning {
  const variants = variantsOf(tuning).length;
  const most = THRESHOLDS.tuningVariants.value;
  if (variants <= most) return tuning;
  const product = tuning.settings.map(({ values }) => values.length).join(' × ');
  throw new LabError('LAB_USAGE', `${variants} variants are more than one run takes.`, {
    seen: [
      ['values', `${product} = ${variants}`],
      ['at most', `${most} variants`],
    ],
    fix: ['try fewer values, or one setting after the other'],
  });
}

function baseOf(specs: readonly ContenderSpec[], id: string): ContenderSpec {
  const base = specs.find((spec) => spec.id === id);
  if (base !== undefined) return base;
  throw new LabError('LAB_CONTENDER_UNKNOWN', `${id}, whose settings are to be tried, is not in this run.`, {
    seen: [['contenders', specs.map((spec) => spec.id).join(', ')]],
    fix: [`add it: --only ${id}`],
  });
}
