import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessIdentity } from '../host/process-identity.ts';

/** A process group that a lab started, by its leader. */
export interface WatchedGroup {
  readonly leader: ProcessIdentity;
  /** Its command line, for people. */
  readonly what: string;
}

/** What one lab watches, as it stands in the state folder: the way to leftovers when its reaper died too. */
export interface WatchFile {
  readonly lab: ProcessIdentity;
  readonly groups: readonly WatchedGroup[];
}

export function watchFileName(labPid: number): string {
  return `watched-${labPid}.json`;
}

/** Written by rename, so that a reader never sees half of it. */
export function writeWatchFile(folder: string, content: WatchFile): void {
  const file = join(folder, watchFileName(content.lab.pid));
  const temporary = `${file}.new`;
  writeFileSync(temporary, JSON.stringify(content));
  renameSync(temporary, file);
}

export function removeWatchFile(folder: string, labPid: number): void {
  rmSync(join(folder, watchFileName(labPid)), { force: true });
}

export function readWatchFiles(folder: string): { readonly file: string; readonly content: WatchFile }[] {
  const found: { file: string; content: WatchFile }[] = [];
  for (const name of names(folder)) {
    if (!/^watched-\d+\.json$/.test(name)) continue;
    const file = join(folder, name);
    try {
      const content = JSON.parse(readFileSync(file, 'utf8')) as WatchFile;
      if (Number.isInteger(content.lab?.pid) && Array.isArray(content.groups)) found.push({ file, content });
    } catch {
      // Removed in the meantime, or not ours.
    }
  }
  return found;
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
