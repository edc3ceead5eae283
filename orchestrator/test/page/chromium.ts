import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine; `LAB_CHROMIUM` names another one. Throws where there is none: a page that nobody looked at must not pass. */
export function theChromium(): string {
  const path = process.env['LAB_CHROMIUM'] ?? found();
  if (path !== null) return path;
  throw new Error('There is no Chromium: apt-get install -y chromium, or LAB_CHROMIUM=/path/to/chrome');
}

function found(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/Applications/Chromium.app/Contents/MacOS'];
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(canRun) ?? null;
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
