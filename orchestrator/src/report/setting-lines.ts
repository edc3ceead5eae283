import { type HasSettings, type SetSetting, setOf } from '../domain/settings-set.ts';
import type { Tuning } from '../domain/tuning/tuning.ts';

/** Which settings of contenders are not those of their blocks; empty where all are. */
export function settingLines({
  contenders,
  set = [],
  tuning,
}: {
  readonly contenders: readonly HasSettings[];
  readonly set?: readonly SetSetting[];
  readonly tuning?: Tuning;
}): string[] {
  // Variants have what was set of the contender they are of.
  const owners = new Map(contenders.map((one) => [one.variantOf ?? one.id, one]));
  const changed = [...owners].flatMap(([id, contender]) => {
    const values = setOf(contender, set).map(({ setting, value }) => `${setting.name} ${value}`);
    return values.length === 0 ? [] : [`set for this run, of ${id}: ${values.join(', ')}`];
  });
  return tuning === undefined ? changed : [...changed, triedLine(tuning)];
}

/** `tried, of express: workers 1, 2 and auto (its own); maxRequests 0 and 1000 (its own: 500)`. */
function triedLine({ of, settings }: Tuning): string {
  const tried = settings.map(({ setting, values, own }) => {
    const marked = values.map((value) => (value === own ? `${value} (its own)` : value));
    const last = marked.at(-1);
    const rest = values.includes(own) ? '' : ` (its own: ${own})`;
    return `${setting} ${marked.slice(0, -1).join(', ')} and ${last}${rest}`;
  });
  return `tried, of ${of}, in every combination: ${tried.join('; ')}`;
}
