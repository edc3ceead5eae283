import {
  CONTENDER_SETTINGS,
  type ContenderSetting,
  flagOf,
  SETTING_NAMES,
  type SettingName,
  settingsTaken,
} from './contender-settings.ts';
import { closest } from './did-you-mean.ts';
import { LabError } from './errors.ts';

/** One `--set`: a setting of one contender for this run, or of every contender that takes it. */
export interface SetSetting {
  /** Null: every contender of the run that takes it. */
  readonly contender: string | null;
  readonly setting: SettingName;
  readonly value: string;
}

/** A contender, or what is recorded of one, as far as settings go. */
export interface HasSettings {
  readonly id: string;
  /** Whose settings it has but for those that make it a variant. */
  readonly variantOf?: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** `express.workers=2n+1,keepAlive=1`, in the order given. Throws LAB_SETTING_INVALID. */
export function parseSet(text: string): readonly SetSetting[] {
  const parts = text.split(',').map((part) => part.trim());
  const found = parts.filter((part) => part !== '').map(parseOne);
  const seen = new Set<string>();
  for (const one of found) {
    const what = one.contender === null ? one.setting : `${one.contender}.${one.setting}`;
    if (seen.has(what)) {
      throw invalid(`--set names ${what} twice.`, text, ['keep one of the two']);
    }
    seen.add(what);
  }
  return found;
}

export function formatSet(set: readonly SetSetting[]): string {
  return set
    .map(({ contender, setting, value }) => `${contender === null ? '' : `${contender}.`}${setting}=${value}`)
    .join(', ');
}

/** What was set of a contender; what names it goes before what names everybody. */
export function setOf(
  contender: HasSettings,
  set: readonly SetSetting[],
): { readonly setting: ContenderSetting; readonly value: string }[] {
  const owners = [contender.variantOf ?? contender.id, null];
  return settingsTaken(contender.settings).flatMap((setting) => {
    const found = owners.flatMap(
      (owner) => set.find((one) => one.contender === owner && one.setting === setting.name) ?? [],
    )[0];
    return found === undefined ? [] : [{ setting, value: found.value }];
  });
}

/** The setting of a name. Throws LAB_SETTING_INVALID with the nearest. */
function settingNamed(name: string, given: string): SettingName {
  const known = SETTING_NAMES.find((one) => one === name);
  if (known !== undefined) return known;
  const spelt = CONTENDER_SETTINGS.find((one) => one.env === name || flagOf(one) === name)?.name;
  const meant = spelt ?? closest(name, SETTING_NAMES);
  throw invalid(`There is no setting "${name}".`, given, [
    ...(meant === null ? [] : [`did you mean ${meant}?`]),
    `there are: ${SETTING_NAMES.join(', ')}`,
  ]);
}

function parseOne(text: string): SetSetting {
  const [, contender = null, name, value] = /^(?:([^.=]+)\.)?([^.=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw invalid('--set cannot be read.', text, ['write --set express.workers=2, or --set workers=2']);
  }
  return { contender, setting: settingNamed(name, text), value };
}

function invalid(message: string, given: string, fix: readonly string[]): LabError {
  return new LabError('LAB_SETTING_INVALID', message, { seen: [['given', `"${given}"`]], fix });
}

/**
 * A value as this contender is given it. What stands in its own block is never refused: it may know more
 * words than the table does. Throws LAB_SETTING_INVALID.
 */
export function acceptedValue(
  contender: HasSettings,
  { name, env, accepts, unit, canonical }: ContenderSetting,
  value: string,
): string {
  const own = contender.settings[env];
  if (own === undefined) {
    const taken = settingsTaken(contender.settings).map((one) => one.name);
    throw new LabError('LAB_SETTING_INVALID', `${contender.id} does not take ${name}.`, {
      seen: [
        ['takes', taken.join(', ') || 'none'],
        ['missing', `${env} in its environment, in its block of docker-compose.yml`],
      ],
      fix: [taken.length === 0 ? 'leave it out' : `set one that it takes, e.g. ${taken[0]}, or leave it out`],
    });
  }
  const written = canonical(value);
  if (value === own || (written !== null && written === canonical(own))) return own;
  if (written !== null) return written;
  throw new LabError('LAB_SETTING_INVALID', `${name} of ${contender.id} cannot be "${value}".`, {
    seen: [['its block has', `${own}${unit === '' || Number.isNaN(Number(own)) ? '' : ` ${unit}`}`]],
    fix: [`${name} is ${accepts}`],
  });
}
