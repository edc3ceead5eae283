import { existsSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { InitFiles, Surroundings } from '../../ports/surroundings.ts';
import { listProc } from '../host/proc-file.ts';
import { isReachedByLoopback, listeners, socketInodes } from '../process/listeners.ts';
import { storeError } from './store-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** In the order in which Compose itself takes them. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/** Looks around in the user's folder, and writes there. Whatever cannot be read is not there. */
export function initFiles(cwd: string): InitFiles {
  return {
    look: async () => ({ compose: await composeIn(cwd), ...(await packageIn(cwd)), ports: portsOf(cwd) }),
    exists: (file) => existsSync(resolve(cwd, file)),
    write: (file, text) =>
      writeAtomically(resolve(cwd, file), text).catch((error: unknown) => {
        throw storeError(error, dirname(resolve(cwd, file)));
      }),
  };
}

async function composeIn(cwd: string): Promise<Surroundings['compose']> {
  const file = COMPOSE_FILES.find((name) => existsSync(join(cwd, name)));
  if (file === undefined) return null;
  const services = await readFile(join(cwd, file), 'utf8')
    .then((text) =>
      Object.keys((parse(text, { merge: true, maxAliasCount: -1 }) as { services?: object }).services ?? {}),
    )
    .catch(() => []);
  return { file, services };
}

async function packageIn(cwd: string): Promise<Pick<Surroundings, 'packageName' | 'startScript'>> {
  const text = await readFile(join(cwd, 'package.json'), 'utf8').catch(() => '{}');
  const { name, scripts } = jsonOf(text);
  return {
    packageName: typeof name === 'string' ? name : null,
    startScript: typeof scripts?.start === 'string' ? scripts.start : null,
  };
}

function jsonOf(text: string): { readonly name?: unknown; readonly scripts?: { readonly start?: unknown } } {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    return {};
  }
}

function portsOf(cwd: string): number[] {
  const open = listeners()?.filter(isReachedByLoopback) ?? [];
  const here = listProc('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && folderOf(pid) === cwd);
  const inodes = new Set(here.flatMap((pid) => [...socketInodes(pid)]));
  return [...new Set(open.filter(({ inode }) => inodes.has(inode)).map(({ port }) => port))];
}

function folderOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}
