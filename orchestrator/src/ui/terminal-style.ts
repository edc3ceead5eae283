export type Environment = Readonly<Record<string, string | undefined>>;

/** Colour: never with `--no-color`, `NO_COLOR` (no-color.org) or a dumb terminal; `FORCE_COLOR` forces it. */
export function wantsColour(env: Environment, isTerminal: boolean, noColour: boolean): boolean {
  if (noColour || (env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'] ?? '';
  if (force !== '') return force !== '0' && force !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Whether the locale is UTF-8, by POSIX precedence. Windows has no locale there; its terminals are UTF-8. */
export function isUnicode(env: Environment, platform: NodeJS.Platform): boolean {
  if (platform === 'win32') return true;
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => (value ?? '') !== '') ?? '';
  return /utf-?8/i.test(locale);
}
