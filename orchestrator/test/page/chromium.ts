import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine; null: it has none. `LAB_CHROMIUM` names another one. */
export function chromiumPath(): string | null {
  const named = process.env['LAB_CHROMIUM'];
  if (named !== undefined) return named;
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/Applications/Chromium.app/Contents/MacOS'];
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(canRun) ?? null;
}

/** `describe.skipIf`: never in CI, where a page that nobody looked at must not pass. */
export function skipsWithout(chromium: string | null): boolean {
  if (chromium !== null) return false;
  const fix = 'apt-get install -y chromium, or LAB_CHROMIUM=/path/to/chrome';
  if (process.env['CI'] !== undefined) throw new Error(`The page tests need a Chromium: ${fix}`);
  process.stderr.write(
    `\n! NO PAGE WAS LOOKED AT: the page tests need a Chromium and are skipped: ${fix}\n\n`,
  );
  return true;
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
