import { ATTACK_SETTINGS } from './attack-settings.ts';
import { RUN_SETTINGS } from './run-settings.ts';
import type { Setting } from './setting.ts';

/** What `profile` can be told beside its contender. */
export const PROFILE_SETTINGS = {
  rate: { ...ATTACK_SETTINGS.rate, help: 'requests a second, e.g. 3000 (default 1000)' },
  duration: { ...ATTACK_SETTINGS.duration, help: 'how long to sample, e.g. 10s, which is the default' },
  scenario: {
    ...RUN_SETTINGS.scenario,
    help: 'whose requests to offer: a name in scenarios/ or a file (default mixed)',
  },
  runtime: { ...RUN_SETTINGS.runtime, help: 'process; a profiler cannot look into a container' },
  serverCpus: RUN_SETTINGS.serverCpus,
  loadCpus: RUN_SETTINGS.loadCpus,
  seed: RUN_SETTINGS.seed,
  out: RUN_SETTINGS.out,
} as const satisfies Record<string, Setting<unknown>>;
