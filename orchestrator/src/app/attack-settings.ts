import { parseRate } from '../domain/units.ts';
import { loadDurationS, RUN_SETTINGS } from './run-settings.ts';
import type { Setting } from './setting.ts';

/** What `attack` can be told beside its URL, request and permissions. */
export const ATTACK_SETTINGS = {
  rate: {
    key: 'rate',
    flag: '--rate <n>',
    env: 'LAB_RATE',
    help: 'requests a second, e.g. 9000',
    parse: (text: string): number => parseRate(text, 'rate'),
  },
  duration: {
    key: 'duration',
    flag: '--duration <duration>',
    env: 'LAB_DURATION',
    help: 'how long, e.g. 10s or 10m',
    parse: (text: string): number => loadDurationS(text, 'duration'),
  },
  timeout: RUN_SETTINGS.timeout,
  connections: RUN_SETTINGS.connections,
  slo: RUN_SETTINGS.slo,
  poisson: RUN_SETTINGS.poisson,
  seed: RUN_SETTINGS.seed,
  loadCpus: RUN_SETTINGS.loadCpus,
} as const satisfies Record<string, Setting<unknown>>;
