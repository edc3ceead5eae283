import { RUN_SETTINGS, yes } from './run-settings.ts';
import type { Setting } from './setting.ts';

/** What `calibrate` can be told. */
export const CALIBRATE_SETTINGS = {
  generator: { ...RUN_SETTINGS.generator, help: 'whose ceiling: auto (each that is there), builtin or k6' },
  runtime: RUN_SETTINGS.runtime,
  serverCpus: RUN_SETTINGS.serverCpus,
  loadCpus: RUN_SETTINGS.loadCpus,
  slo: RUN_SETTINGS.slo,
  connections: RUN_SETTINGS.connections,
  fresh: {
    key: 'fresh',
    flag: '--fresh',
    env: 'LAB_FRESH',
    help: 'measure again what this sitting has kept',
    parse: yes,
  },
} as const satisfies Record<string, Setting<unknown>>;
