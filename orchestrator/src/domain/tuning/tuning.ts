import { contenderSetting, flagOf, type SettingName } from '../contender-settings.ts';

/** Whose settings are tried, and which values of each; every combination is a variant. */
export interface AskedTuning {
  /** Id of the contender. */
  readonly of: string;
  /** In the order of the table of settings, each with two values or more, none of them twice. */
  readonly settings: readonly { readonly setting: SettingName; readonly values: readonly string[] }[];
}

/** The same once the contender is known. */
export interface Tuning extends AskedTuning {
  readonly settings: readonly TunedSetting[];
}

export interface TunedSetting {
  readonly setting: SettingName;
  readonly values: readonly string[];
  /** As it stands without `tune`: in its block, or by `--set`. */
  readonly own: string;
}

export interface Variant {
  readonly id: string;
  /** Of every tuned setting, in their order. */
  readonly values: readonly { readonly setting: SettingName; readonly value: string }[];
}

/** The cross product, the last setting changing first. */
export function variantsOf({ of, settings }: AskedTuning): Variant[] {
  const combinations = settings.reduce<Variant['values'][]>(
    (before, { setting, values }) =>
      before.flatMap((chosen) => values.map((value) => [...chosen, { setting, value }])),
    [[]],
  );
  return combinations.map((values) => ({ id: variantId(of, values), values }));
}

/** `express--workers-2--max-requests-1000`: a contender's id is of lower-case letters, digits and dashes. */
export function variantId(of: string, values: Variant['values']): string {
  const parts = values.map(({ setting, value }) => `${flagOf(contenderSetting(setting))}-${slug(value)}`);
  return [of, ...parts].join('--');
}

/** For people: `workers 2, maxRequests 1000`. */
export function variantWords(values: Variant['values']): string {
  return values.map(({ setting, value }) => `${setting} ${value}`).join(', ');
}

/** The value that the others of a setting are held against: what stands without `tune`, or the first one. */
export function referenceOf({ values, own }: TunedSetting): string {
  return values.includes(own) ? own : (values[0] as string);
}

function slug(value: string): string {
  return value
    .toLowerCase()
    .replaceAll('+', 'plus')
    .replaceAll('*', 'times')
    .replaceAll(/[^a-z0-9]/g, '-');
}
