import { readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** `results/latest` is a link, replaced by rename; where links are refused, there is none. */
export async function pointLatest(folder: string): Promise<void> {
  const temporary = join(dirname(folder), `.latest-${process.pid}`);
  try {
    await symlink(basename(folder), temporary);
    await rename(temporary, join(dirname(folder), 'latest'));
  } catch (error) {
    await rm(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

/** After a removal: a link that leads nowhere leads to the newest run that is left, or goes. */
export async function mendLatest(results: string, newest: string | undefined): Promise<void> {
  const link = join(results, 'latest');
  const isLink = await readlink(link).then(
    () => true,
    () => false,
  );
  const leads = await stat(link).then(
    () => true,
    () => false,
  );
  if (!isLink || leads) return;
  if (newest === undefined) await rm(link);
  else await pointLatest(join(results, newest));
}
