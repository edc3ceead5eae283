import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import type { VersionAsked } from '../../domain/version-asked.ts';
import type { ProgramEnd } from '../process/run-program.ts';
import { npmFailed } from './npm-failed.ts';

export interface NpmOrder {
  readonly packageName: string;
  /** With absolute paths. */
  readonly asked: VersionAsked;
  /** As it was given, for messages. */
  readonly given: string;
  /** Where it is installed; made here. */
  readonly folder: string;
  /** Runs npm with these words, as the user would, in that folder. */
  readonly npm: (words: readonly string[], cwd: string) => Promise<ProgramEnd>;
}

export interface InstalledPackage {
  /** In it: `node_modules` with the package and everything it needs. */
  readonly folder: string;
  readonly version: string;
  /** Of its tarball, as npm states it; null: npm does not say. */
  readonly integrity: string | null;
}

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
/** Whatever the user's configuration says: one plain tree, and a lock file that says what is in it. */
const PLAIN_TREE = ['--package-lock', '--install-strategy=hoisted', '--no-global', '--no-workspaces'];

/**
 * Installs one package, and nothing of it runs. A folder is packed first, so that what is measured is what would
 * be published of it. Throws LAB_VERSION_UNKNOWN, LAB_VERSION_UNUSABLE and LAB_INSTALL_FAILED.
 */
export async function installPackage(order: NpmOrder): Promise<InstalledPackage> {
  const { packageName, folder, npm, given } = order;
  const modules = join(folder, 'node_modules');
  // With a package of its own, npm does not go looking for one further up.
  mkdirSync(modules, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const spec = await specOf(order);
  const end = await npm(['install', '--prefix', folder, ...QUIET, ...PLAIN_TREE, spec], folder);
  if (end.code !== 0) throw npmFailed(end, `${packageName} ${given}`);
  const [installed] = Object.keys(readJson(join(folder, 'package.json')).dependencies ?? {});
  if (installed !== packageName) throw anotherPackage(order, installed ?? null);
  const { version = 'unknown' } = readJson(join(modules, packageName, 'package.json'));
  const lock = readJson(join(folder, 'package-lock.json')).packages?.[`node_modules/${packageName}`];
  return { folder, version, integrity: lock?.integrity ?? null };
}

async function specOf(order: NpmOrder): Promise<string> {
  const { packageName, asked } = order;
  if (asked.kind === 'npm') return `${packageName}@${asked.version}`;
  if (asked.kind === 'folder') return packedFolder(order, asked.path);
  if (existsSync(asked.path)) return asked.path;
  throw unusable(order, 'There is no such file.', 'npm pack makes a tarball of a package, in its folder');
}

async function packedFolder(order: NpmOrder, path: string): Promise<string> {
  const { packageName, folder, npm, given } = order;
  const fix = `give the folder of ${packageName} itself, the one with its package.json`;
  if (!existsSync(path)) throw unusable(order, 'There is no such folder.', fix);
  const file = join(path, 'package.json');
  if (!existsSync(file)) throw unusable(order, 'There is no package.json in it.', fix);
  let name: string | undefined;
  try {
    name = readJson(file).name;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw unusable(order, `Its package.json cannot be read: ${why}`, fix);
  }
  if (name !== packageName) throw anotherPackage(order, name ?? null);
  const end = await npm(
    ['pack', path, ...QUIET.slice(0, 1), '--loglevel=error', `--pack-destination=${folder}`],
    folder,
  );
  const tarball = readdirSync(folder).find((one) => one.endsWith('.tgz'));
  if (end.code !== 0 || tarball === undefined) throw npmFailed(end, `${packageName} ${given}`);
  return join(folder, tarball);
}

function unusable({ packageName, given }: NpmOrder, why: string, fix: string): LabError {
  return new LabError('LAB_VERSION_UNUSABLE', `${given} is no version of ${packageName}.`, {
    seen: [['why', why]],
    fix: [fix],
  });
}

function anotherPackage(order: NpmOrder, found: string | null): LabError {
  const { packageName } = order;
  const what = found === null ? 'It names no package' : `It is the package ${found}`;
  return unusable(
    order,
    `${what}.`,
    `give a tarball or a folder of ${packageName}, or another contender: ab ${basename(found ?? 'koa')}`,
  );
}

/** The parts of package.json and package-lock.json that are read here. */
interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly packages?: Readonly<Record<string, { readonly integrity?: string } | undefined>>;
}

function readJson(file: string): PackageJson {
  return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
}
