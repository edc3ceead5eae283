import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bootId, identify, isRunning, type ProcessIdentity } from '../host/process-identity.ts';
import { ensureStateDir } from '../process/state-dir.ts';

/** Within the state folder. */
const PLACE = 'ab';
const NAME = /^(\d+)-(\d+|x)-([0-9a-f]*)-[0-9a-f]+$/;
const BOOT_CHARACTERS = 8;

/** A folder of this lab, named after it: who finds it can tell whether somebody still needs it. */
export function makeWorkFolder(stateDir: string): string {
  const { pid, startTicks, boot } = identify(process.pid);
  const name = [pid, startTicks ?? 'x', bootPart(boot), randomBytes(4).toString('hex')].join('-');
  const folder = join(ensureStateDir(stateDir), PLACE, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Bundlers give real paths, so that paths compare only if this is one.
  return realpathSync(folder);
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes the folders of labs that are gone. Gives their paths. */
export async function sweepWorkFolders(stateDir: string): Promise<string[]> {
  const place = join(stateDir, PLACE);
  const left = namesIn(place)
    .filter((name) => isOfTheDead(name))
    .map((name) => join(place, name));
  await Promise.all(left.map(removeFolder));
  return left;
}

function isOfTheDead(name: string): boolean {
  const [, pid, ticks, boot] = NAME.exec(name) ?? [];
  // Not one of ours.
  if (pid === undefined) return false;
  const isOfThisBoot = boot === bootPart(bootId());
  const owner: ProcessIdentity = {
    pid: Number(pid),
    startTicks: ticks === 'x' ? null : Number(ticks),
    boot: isOfThisBoot ? bootId() : 'an earlier one',
  };
  return !isRunning(owner);
}

function bootPart(boot: string | null): string {
  return (boot ?? '').replaceAll('-', '').slice(0, BOOT_CHARACTERS);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
