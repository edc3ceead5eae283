import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { bootId, identify, isRunning } from '../host/process-identity.ts';
import { ensureStateDir } from './state-dir.ts';

/** Where environments stand: in the first, or in the other where that cannot be written, as in a read-only checkout. */
export interface VenvHomes {
  readonly buildDir: string;
  readonly stateDir: string;
}

/** What is being made or removed carries whose work it is, so that what a lab that is gone left can be told. */
const UNFINISHED = /\.(?:making|removing)-(\d+)-(\d+|null)$/;

/** One for each content of a requirements file and each Python: contenders with the same share one. */
export function venvName(requirements: string, pythonVersion: string): string {
  return `${hashOf(requirements)}-${pythonVersion}`;
}

export function venvPython(folder: string): string {
  return join(folder, 'bin', 'python');
}

/** The environment, where it is there and its Python is: that is a link to one that may have been removed. */
export function findVenv(homes: VenvHomes, name: string): string | null {
  const [ofRepository = '', ofState = ''] = homesOf(homes).map((home) => join(home, name));
  if (existsSync(venvPython(ofRepository))) return ofRepository;
  // The state folder lies where everybody may write: what is in there runs only if we made it.
  return existsSync(venvPython(ofState)) && isOurs(ofState) ? ofState : null;
}

/** The folder to make one in; what labs that are gone left half done there is removed. */
export function writableHome(homes: VenvHomes): string {
  const [first = '', other = ''] = homesOf(homes);
  const home = isWritable(first) ? first : other;
  if (home === other) {
    ensureStateDir(homes.stateDir);
    mkdirSync(home, { recursive: true });
  }
  sweep(home);
  return home;
}

/** The name it has until it is whole. Its `bin/*` scripts keep that name: the lab starts `python -m` only. */
export function makingName(folder: string): string {
  return `${folder}.making-${mark()}`;
}

/** By rename first: a removal that is interrupted leaves no half of an environment under its name. */
export function removeFolder(folder: string): void {
  const removing = `${folder}.removing-${mark()}`;
  try {
    renameSync(folder, removing);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  rmSync(removing, { recursive: true, force: true });
}

/** Removes the environments of these contents, of whatever Python; null: of any. Gives their folders. */
export function removeVenvs(homes: VenvHomes, requirements: readonly string[] | null): string[] {
  const hashes = requirements?.map(hashOf) ?? null;
  return homesOf(homes).flatMap((home) => {
    sweep(home);
    const names = namesIn(home).filter((name) => /^[0-9a-f]{12}-\d/.test(name) && !UNFINISHED.test(name));
    const own = names.filter((name) => hashes === null || hashes.some((hash) => name.startsWith(`${hash}-`)));
    return own.map((name) => {
      removeFolder(join(home, name));
      return join(home, name);
    });
  });
}

/** Removes what labs that are gone left half made or half removed. Gives the paths. */
export function sweepVenvs(homes: VenvHomes): string[] {
  return homesOf(homes).flatMap(sweep);
}

function sweep(home: string): string[] {
  const left = namesIn(home).filter((name) => {
    const [, pid, startTicks] = UNFINISHED.exec(name) ?? [];
    if (pid === undefined) return false;
    const startedAt = startTicks === 'null' ? null : Number(startTicks);
    return !isRunning({ pid: Number(pid), startTicks: startedAt, boot: bootId() });
  });
  return left.map((name) => {
    rmSync(join(home, name), { recursive: true, force: true });
    return join(home, name);
  });
}

function homesOf({ buildDir, stateDir }: VenvHomes): string[] {
  return [join(buildDir, 'python'), join(stateDir, 'build', 'python')];
}

function isOurs(folder: string): boolean {
  return lstatSync(folder).uid === process.getuid?.();
}

function isWritable(home: string): boolean {
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function mark(): string {
  const { pid, startTicks } = identify(process.pid);
  return `${pid}-${startTicks}`;
}

function hashOf(requirements: string): string {
  return createHash('sha256').update(requirements).digest('hex').slice(0, 12);
}

function namesIn(home: string): string[] {
  return existsSync(home) ? readdirSync(home) : [];
}
