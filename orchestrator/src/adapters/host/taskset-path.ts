import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where util-linux's `taskset` is; null: nothing can be pinned here (macOS has no such call at all). */
export function tasksetPath(path = process.env['PATH'] ?? '', platform = process.platform): string | null {
  if (platform !== 'linux') return null;
  for (const folder of [...path.split(delimiter), '/usr/bin', '/bin']) {
    const file = join(folder, 'taskset');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
