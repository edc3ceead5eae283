import { LabError } from '../domain/errors.ts';

/**
 * `npm run lab --scenario ramp`: without `--`, npm takes the flag for its own, and the lab sees the
 * word `ramp` and `npm_config_scenario=true`. Throws LAB_FLAGS_SWALLOWED with the corrected line.
 */
export function refuseSwallowedFlags(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  flags: readonly string[],
  commands: readonly string[],
): void {
  if (argv.some((word) => word.startsWith('-'))) return;
  const swallowed = flags.filter((flag) => env[npmName(flag)] !== undefined && !NPM_OWN.has(flag));
  if (swallowed.length === 0) return;
  const corrected = correctedLine(argv, env, swallowed, commands);
  throw new LabError('LAB_FLAGS_SWALLOWED', 'npm took the flags for its own: a -- is missing.', {
    seen: [['npm took', swallowed.map((flag) => `--${flag}`).join(' ')]],
    fix: [corrected],
  });
}

/** Flags that npm itself has, so that their presence proves nothing. */
const NPM_OWN = new Set(['help', 'version', 'verbose', 'color', 'output', 'only']);

function npmName(flag: string): string {
  return `npm_config_${flag.replaceAll('-', '_')}`;
}

function correctedLine(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  swallowed: readonly string[],
  commands: readonly string[],
): string {
  const [first] = argv;
  const command = first !== undefined && commands.includes(first) ? [first] : [];
  const values = argv.slice(command.length);
  // With `--flag value`, npm keeps `true` and passes the value on; with `--flag=value` it keeps the value.
  const words = swallowed.flatMap((flag) => {
    const kept = env[npmName(flag)];
    if (kept !== 'true' && kept !== undefined) return [`--${flag}`, kept];
    const value = values.shift();
    return value === undefined ? [`--${flag}`] : [`--${flag}`, value];
  });
  return ['npm run lab --', ...command, ...words, ...values].map(quoted).join(' ');
}

function quoted(word: string, position: number): string {
  return position === 0 || /^[\w.,:/=%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
