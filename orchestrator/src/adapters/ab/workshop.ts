import { mkdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import type { VersionAsked } from '../../domain/version-asked.ts';
import type { Builder, BuiltVersion, FrameworkOrder, TreeOrder, Workshop } from '../../ports/workshop.ts';
import { type ProgramEnd, runProgram } from '../process/run-program.ts';
import { bundleVersion } from './bundle-version.ts';
import { exportTree, type GitTree, WORKING_TREE } from './git-tree.ts';
import { lastLines } from './npm-failed.ts';
import { installPackage } from './npm-package.ts';
import { userEnv } from './user-env.ts';
import { makeWorkFolder, removeFolder, sweepWorkFolders } from './work-folder.ts';

export interface WorkshopDeps {
  readonly stateDir: string;
  /** The lab's own repository. */
  readonly root: string;
  /** Where the user is: what paths are relative to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function workshop(deps: WorkshopDeps): Workshop {
  return {
    open: async () => {
      const swept = await sweepWorkFolders(deps.stateDir);
      const folder = makeWorkFolder(deps.stateDir);
      return {
        swept,
        buildFramework: (order, by) => buildFramework(deps, folder, order, by),
        buildTree: (order, by) => buildTree(deps, folder, order, by),
        [Symbol.asyncDispose]: () => removeFolder(folder),
      };
    },
    sweep: () => sweepWorkFolders(deps.stateDir),
  };
}

async function buildFramework(
  deps: WorkshopDeps,
  folder: string,
  { side, contender, packageName, entry, asked }: FrameworkOrder,
  by: Builder,
): Promise<BuiltVersion & { readonly bundle: string }> {
  const given = asked.kind === 'npm' ? asked.version : asked.path;
  by.progress(`${side}: installing ${packageName} ${given}`);
  const { version, integrity, ...installed } = await installPackage({
    packageName,
    given,
    asked: asked.kind === 'npm' ? asked : { ...asked, path: resolve(deps.cwd, asked.path) },
    folder: join(folder, side),
    npm: (words, cwd) => run(deps, ['npm', ...words], cwd, by),
  });
  by.progress(`${side}: bundling ${contender.id} with ${packageName} ${version}`);
  const { file, sha256 } = await bundleVersion({
    entry,
    name: `contender-${contender.id}-${side}`,
    root: deps.root,
    packageName,
    installed: installed.folder,
    into: folder,
  }).catch((error: unknown) => {
    throw doesNotBuild(error, `${packageName} ${version}`, relative(deps.root, entry));
  });
  return {
    label: version,
    source: `${sourceOf(packageName, asked, version)}, ${integrity ?? 'integrity unknown'}; bundle sha256-${sha256.slice(0, 16)}`,
    content: sha256,
    bundle: file,
  };
}

async function buildTree(
  deps: WorkshopDeps,
  folder: string,
  { side, cwd, ref, install, results }: TreeOrder,
  by: Builder,
): Promise<BuiltVersion & { readonly folder: string }> {
  const label = ref === WORKING_TREE ? 'working tree' : ref;
  by.progress(`${side}: taking the files of ${label}`);
  const made = join(folder, side);
  mkdirSync(made);
  const git = (words: readonly string[], cwd: string, env: Readonly<Record<string, string>>) =>
    run(deps, words, cwd, by, env);
  const tree = await exportTree({
    ref,
    cwd,
    leftOut: resolve(deps.cwd, results),
    folder: made,
    git,
  });
  if (install !== null) {
    by.progress(`${side}: ${install.join(' ')}`);
    const end = await run(deps, install, tree.folder, by);
    if (end.code !== 0) throw installFailed(install, label, end);
  }
  return { label, source: treeSource(label, tree), content: tree.tree, folder: tree.folder };
}

function run(
  deps: WorkshopDeps,
  command: readonly string[],
  cwd: string,
  { guard, signal }: Builder,
  more: Readonly<Record<string, string>> = {},
): Promise<ProgramEnd> {
  return runProgram({ command, cwd, env: { ...userEnv(deps.env), ...more }, guard, signal });
}

function sourceOf(packageName: string, asked: VersionAsked, version: string): string {
  return asked.kind === 'npm'
    ? `npm ${packageName}@${version}`
    : `${asked.kind} ${asked.path} (${packageName} ${version})`;
}

function treeSource(label: string, { commit, tree, isCommitted }: GitTree): string {
  const at = commit === null ? 'before any commit' : `at ${commit}${isCommitted ? '' : ' with changes'}`;
  return `git ${label} ${at}, tree ${tree}`;
}

function doesNotBuild(error: unknown, version: string, entry: string): unknown {
  if (!(error instanceof LabError)) return error;
  return new LabError('LAB_BUILD_FAILED', `${version} does not build with ${entry}.`, {
    seen: error.seen,
    fix: ['that service is written for the version in its package.json: compare versions near to that one'],
    cause: error,
  });
}

function installFailed(install: readonly string[], label: string, end: ProgramEnd): LabError {
  const what = end.code === null ? 'could not be started' : `ended with exit code ${end.code}`;
  return new LabError('LAB_INSTALL_FAILED', `${install.join(' ')} ${what}, in the files of ${label}.`, {
    seen: lastLines(end.lines),
    fix: ['what it says above is the reason; it runs in a copy of what git has, without what git ignores'],
  });
}
