import { LabError } from '../domain/errors.ts';
import { parseObjective } from '../domain/objective.ts';
import { parseSet } from '../domain/settings-set.ts';
import {
  parseCpuList,
  parseDurationMs,
  parsePrecision,
  parseRates,
  parseWholeNumber,
} from '../domain/units.ts';
import { INFLUX_SETTINGS } from './push.ts';
import type { Setting } from './setting.ts';

export const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
export const yes = (text: string): boolean => {
  if (/^(true|1|yes)$/i.test(text)) return true;
  if (/^(false|0|no)$/i.test(text)) return false;
  throw new LabError('LAB_VALUE_INVALID', `"${text}" is neither yes nor no.`, { fix: ['use 1 or 0'] });
};

/** Whose duplicates `--controls` adds; null: the yardstick's, or else the first contender's. */
export interface ControlsAsked {
  readonly of: string | null;
}

function controls(text: string): ControlsAsked | null {
  if (/^(false|0|no)$/i.test(text)) return null;
  return { of: /^(true|1|yes)$/i.test(text) ? null : text };
}

/** A step is judged by whole seconds. */
const LEAST_STEP_S = 1;
/** The longest time the histograms tell apart. */
const LONGEST_TIMEOUT_MS = 60_000;

function timeoutMs(text: string): number {
  const ms = parseDurationMs(text, 'timeout');
  if (ms <= LONGEST_TIMEOUT_MS) return ms;
  throw new LabError('LAB_DURATION_INVALID', 'timeout must be at most 60 s.', {
    seen: [['given', `"${text}"`]],
    fix: ['the longest time the histograms tell apart is 60s'],
  });
}

/** How long a rate is offered, in s. Throws LAB_DURATION_INVALID. */
export function loadDurationS(text: string, what: string): number {
  const seconds = parseDurationMs(text, what) / 1000;
  if (seconds >= LEAST_STEP_S) return seconds;
  throw new LabError('LAB_DURATION_INVALID', `${what} must be at least 1 s.`, {
    seen: [['given', `"${text}"`]],
    fix: ['a step is judged by whole seconds: give 1s or more'],
  });
}

function oneOf<const T extends string>(what: string, allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((one) => one === text);
    if (found !== undefined) return found;
    throw new LabError('LAB_VALUE_INVALID', `${what} "${text}" is not one there is.`, {
      fix: [`use one of: ${allowed.join(', ')}`],
    });
  };
}

export function setting<T>(
  key: string,
  flag: string,
  env: string | null,
  help: string,
  parse: (text: string) => T,
): Setting<T> {
  return { key, flag, env, help, parse };
}

function repeatable<T>(one: Setting<T>): Setting<T> {
  return { ...one, repeatable: true };
}

/** Everything `run` can be told; flags, `LAB_*` names and help texts come from this one table. */
export const RUN_SETTINGS = {
  scenario: setting(
    'scenario',
    '--scenario <name|file>',
    'LAB_SCENARIO',
    'what to offer: a name in scenarios/ or a file',
    String,
  ),
  only: setting('only', '--only <ids>', 'LAB_ONLY', 'these contenders only, e.g. koa,fastify', list),
  blocks: setting(
    'blocks',
    '--blocks <n>',
    'LAB_BLOCKS',
    'launch every contender this often, in seeded random order; a search then has no budget',
    (text) => parseWholeNumber(text, 'blocks', { min: 1, max: 1000 }),
  ),
  set: repeatable(
    setting(
      'set',
      '--set <contender.setting=value>',
      'LAB_SET',
      'a setting for this run, e.g. express.workers=2n+1, or workers=4 of all that take it; repeatable',
      parseSet,
    ),
  ),
  controls: setting(
    'controls',
    '--controls [contender]',
    'LAB_CONTROLS',
    'launch two duplicates in each block, one slowed by 5%, to say what the run could have seen',
    controls,
  ),
  rates: setting('rates', '--rates <list>', 'LAB_RATES', 'requests a second, e.g. 1000,2000', parseRates),
  step: setting('step', '--step <duration>', 'LAB_STEP', 'length of a step, e.g. 30s', (text) =>
    loadDurationS(text, 'step'),
  ),
  budget: setting(
    'budget',
    '--budget <duration>',
    'LAB_BUDGET',
    'of a capacity search: time for its launches, e.g. 20m',
    (text) => parseDurationMs(text, 'budget') / 1000,
  ),
  precision: setting(
    'precision',
    '--precision <percent>',
    'LAB_PRECISION',
    'of a capacity search: it ends once every interval is that narrow to each side, e.g. 5%',
    parsePrecision,
  ),
  seed: setting(
    'seed',
    '--seed <n>',
    'LAB_SEED',
    'of the order of launches, ids and Poisson arrivals',
    (text) => parseWholeNumber(text, 'seed', { min: 0, max: 4_294_967_295 }),
  ),
  slo: setting(
    'slo',
    '--slo <objective>',
    'LAB_SLO',
    "what counts as held, e.g. 'p99<50ms,errors<0.1%'",
    parseObjective,
  ),
  runtime: setting(
    'runtime',
    '--runtime <name>',
    'LAB_RUNTIME',
    'auto (docker where it works), docker or process',
    oneOf('runtime', ['auto', 'docker', 'process']),
  ),
  generator: setting(
    'generator',
    '--generator <name>',
    'LAB_GENERATOR',
    'auto (k6 up to its clean limit, builtin above and for a search), builtin or k6',
    oneOf('generator', ['auto', 'builtin', 'k6']),
  ),
  serverCpus: setting(
    'serverCpus',
    '--server-cpus <list>',
    'LAB_SERVER_CPUS',
    'CPUs of the contender, e.g. 2-3',
    parseCpuList,
  ),
  loadCpus: setting(
    'loadCpus',
    '--load-cpus <list>',
    'LAB_LOAD_CPUS',
    'CPUs of the load generator, e.g. 4-7',
    parseCpuList,
  ),
  connections: setting(
    'connections',
    '--connections <n>',
    'LAB_CONNECTIONS',
    'size of the connection pool',
    (text) => parseWholeNumber(text, 'connections', { min: 1, max: 10_000 }),
  ),
  timeout: setting(
    'timeout',
    '--timeout <duration>',
    'LAB_TIMEOUT',
    'of a request, from its intended time',
    timeoutMs,
  ),
  poisson: setting('poisson', '--poisson', 'LAB_POISSON', 'Poisson arrivals instead of paced ones', yes),
  allSteps: setting(
    'allSteps',
    '--all-steps',
    'LAB_ALL_STEPS',
    'go on after two failed steps, to see the collapse',
    yes,
  ),
  port: setting(
    'port',
    '--port <n>',
    'LAB_PORT',
    'a fixed port for the contender instead of a free one',
    (text) => parseWholeNumber(text, 'port', { min: 1, max: 65_535 }),
  ),
  influx: setting(
    'influx',
    '--influx <url|off>',
    'LAB_INFLUX_URL',
    'InfluxDB to write to; else that of the Compose stack, where it runs',
    (text) => (text === 'off' ? text : INFLUX_SETTINGS.influx.parse(text)),
  ),
  grafana: INFLUX_SETTINGS.grafana,
  out: setting('out', '--out <folder>', 'LAB_OUT', 'where results go', String),
  strict: setting('strict', '--strict', 'LAB_STRICT', 'exit 5 when any step is invalid', yes),
} as const;

export const DEFAULT_RESULTS = 'results';
