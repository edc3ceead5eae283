import { commandWords } from '../domain/command-words.ts';
import { LabError } from '../domain/errors.ts';
import { parseDurationMs, parseWholeNumber } from '../domain/units.ts';
import { list, setting } from './run-settings.ts';

/** What `run` can be told of a service of one's own, on top of a scenario or instead of one. */
export const OWN_SETTINGS = {
  command: setting(
    'command',
    '--command <command>',
    'LAB_COMMAND',
    "a service of your own: what starts it, e.g. 'node server.js'; no shell runs it",
    commandWords,
  ),
  compose: setting(
    'compose',
    '--compose <file>',
    'LAB_COMPOSE',
    'services of your own: a Compose file; --only names which of them',
    String,
  ),
  serviceCwd: setting(
    'serviceCwd',
    '--service-cwd <folder>',
    'LAB_SERVICE_CWD',
    'where --command is started; else where you are',
    String,
  ),
  ready: setting('ready', '--ready <path>', 'LAB_READY', 'path that answers 2xx when it is ready', path),
  readyTimeout: setting(
    'readyTimeout',
    '--ready-timeout <duration>',
    'LAB_READY_TIMEOUT',
    'longest time until your service is ready, e.g. 60s',
    readyTimeoutS,
  ),
  expectStatus: setting(
    'expectStatus',
    '--expect-status <list>',
    'LAB_EXPECT_STATUS',
    'statuses that are right, e.g. 200,404; bodies are then not compared',
    (text) => list(text).map((status) => parseWholeNumber(status, 'expect-status', { min: 100, max: 599 })),
  ),
} as const;

function path(text: string): string {
  if (/^\/[!-~]*$/.test(text)) return text;
  throw new LabError('LAB_VALUE_INVALID', `--ready "${text}" is not a path.`, {
    fix: ['a path begins with / and has no spaces: --ready /health'],
  });
}

const LONGEST_READY_S = 600;

function readyTimeoutS(text: string): number {
  const seconds = parseDurationMs(text, 'ready-timeout') / 1000;
  if (seconds >= 1 && seconds <= LONGEST_READY_S) return seconds;
  throw new LabError('LAB_DURATION_INVALID', 'ready-timeout must be between 1 s and 10 min.', {
    seen: [['given', `"${text}"`]],
    fix: ['--ready-timeout 60s'],
  });
}
