/** What the lab can set of any contender, whatever language it is written in: gunicorn's words for it. */
export type SettingName = (typeof SETTING_NAMES)[number];

export const SETTING_NAMES = [
  'workers',
  'connections',
  'maxRequests',
  'jitter',
  'timeout',
  'keepAlive',
  'graceful',
  'balance',
] as const;

export interface ContenderSetting {
  readonly name: SettingName;
  /** In the environment of its block. A contender takes exactly those whose variable stands there. */
  readonly env: string;
  /** What it accepts, for people. */
  readonly accepts: string;
  /** Empty of what is no quantity. */
  readonly unit: string;
  readonly words: string;
  /** The one way to write this value, so that two spellings are one value; null: it is none. */
  readonly canonical: (text: string) => string | null;
}

/** What each accepts is what services/CONTRACT.md says, chapter Settings; of that, what the lab can measure. */
export const CONTENDER_SETTINGS: readonly ContenderSetting[] = [
  {
    name: 'workers',
    env: 'WORKERS',
    accepts: 'a number from 1 to 999, auto or 2n+1',
    unit: 'processes',
    words: 'processes that answer; auto: one for each CPU it may use',
    canonical: (text) => (text === 'auto' || text === '2n+1' ? text : whole(text, 1, 999)),
  },
  {
    name: 'connections',
    env: 'WORKER_CONNECTIONS',
    accepts: 'a whole number from 1 to 1000000',
    unit: 'connections',
    words: 'connections that a worker keeps open at most',
    canonical: (text) => whole(text, 1, 1_000_000),
  },
  {
    name: 'maxRequests',
    env: 'MAX_REQUESTS',
    accepts: 'a whole number from 0 to 1000000000',
    unit: 'requests',
    words: 'requests after which a worker is replaced; 0: never',
    canonical: (text) => whole(text, 0, 1_000_000_000),
  },
  {
    name: 'jitter',
    env: 'MAX_REQUESTS_JITTER',
    accepts: 'a whole number from 0 to 1000000000',
    unit: 'requests',
    words: 'up to so many requests more, at random',
    canonical: (text) => whole(text, 0, 1_000_000_000),
  },
  {
    name: 'timeout',
    env: 'WORKER_TIMEOUT',
    accepts: 'seconds from 0 to 86400, such as 30 or 0.5',
    unit: 's',
    words: 'silence after which a worker is killed; 0: never',
    canonical: seconds,
  },
  {
    name: 'keepAlive',
    env: 'KEEP_ALIVE',
    accepts: 'seconds above 0 to 86400, such as 5 or 0.5',
    unit: 's',
    words: 'time that an idle connection stays open',
    // 0 closes it after every answer, and the lab measures nobody who does: a contract would be broken.
    canonical: (text) => (Number(text) === 0 ? null : seconds(text)),
  },
  {
    name: 'graceful',
    env: 'GRACEFUL_TIMEOUT',
    accepts: 'seconds from 0 to 86400, such as 5 or 0.5',
    unit: 's',
    words: 'time that a draining worker may take',
    canonical: seconds,
  },
  {
    name: 'balance',
    env: 'BALANCE',
    accepts: 'rr or reuseport',
    unit: '',
    words: 'who hands out connections: rr the supervisor in turn, reuseport the kernel',
    canonical: (text) => (text === 'rr' || text === 'reuseport' ? text : null),
  },
];

export function contenderSetting(name: SettingName): ContenderSetting {
  return CONTENDER_SETTINGS.find((one) => one.name === name) as ContenderSetting;
}

/** Those that a contender takes, by the variables in its block. */
export function settingsTaken(env: Readonly<Record<string, string>>): ContenderSetting[] {
  return CONTENDER_SETTINGS.filter((one) => one.env in env);
}

/** As a flag of the command line and in ids: `max-requests-jitter`. */
export function flagOf({ env }: ContenderSetting): string {
  return env.toLowerCase().replaceAll('_', '-');
}

function whole(text: string, min: number, max: number): string | null {
  return /^[0-9]{1,10}$/.test(text) ? within(text, min, max) : null;
}

function seconds(text: string): string | null {
  return /^[0-9]{1,6}(\.[0-9]{1,3})?$/.test(text) ? within(text, 0, 86_400) : null;
}

function within(text: string, min: number, max: number): string | null {
  const number = Number(text);
  return number >= min && number <= max ? String(number) : null;
}
