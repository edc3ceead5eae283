import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What the files of a folder take. What may not be read, or goes while we look, counts as nothing: a
 * size must not keep a list of runs from being shown.
 */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(entries.map((entry) => entryBytes(folder, entry)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function entryBytes(folder: string, entry: Dirent): Promise<number> {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) return folderBytes(path);
  if (!entry.isFile()) return 0;
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
