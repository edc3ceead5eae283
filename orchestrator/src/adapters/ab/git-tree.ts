import { copyFileSync, existsSync, mkdirSync, utimesSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import type { ProgramEnd } from '../process/run-program.ts';
import { lastLines } from './npm-failed.ts';

export interface GitOrder {
  /** The files as they stand, or what git resolves to a commit. */
  readonly ref: string;
  /** The folder of the service, in a checkout. */
  readonly cwd: string;
  /** A folder that is left out of the files as they stand; absolute. */
  readonly leftOut: string;
  /** Everything that git would write goes here: made here. */
  readonly folder: string;
  readonly git: (
    words: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>>,
  ) => Promise<ProgramEnd>;
}

export interface GitTree {
  /** The folder of the service, in a copy of the whole repository. */
  readonly folder: string;
  /** Full id; null where there is no commit yet. */
  readonly commit: string | null;
  /** Id of the tree: the same for the same files. */
  readonly tree: string;
  /** Whether the files are those of the commit. */
  readonly isCommitted: boolean;
}

/** The files as they stand in the checkout, without those that git ignores. */
export const WORKING_TREE = '.';

/** No hook, no watcher and no clean-up of the user's repository: it is read, and nothing in it is touched. */
const HARMLESS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.splitIndex=false',
  'gc.auto=0',
  'maintenance.auto=false',
];

/**
 * Copies a commit, or the files as they stand, out of a repository. Both go the same way, through an index and an
 * object folder of our own: neither the checkout nor its .git is written to (git marks objects that it finds there
 * already as fresh). Throws LAB_VERSION_UNKNOWN, LAB_VERSION_UNUSABLE and LAB_INSTALL_FAILED.
 */
export async function exportTree({ ref, cwd, leftOut, folder, git }: GitOrder): Promise<GitTree> {
  const [objects, root] = [join(folder, 'objects'), join(folder, 'tree')];
  for (const made of [objects, root]) mkdirSync(made, { recursive: true });
  const run = async (words: readonly string[], at = cwd, env = {}): Promise<ProgramEnd> => {
    const end = await git(['git', ...HARMLESS.flatMap((one) => ['-c', one]), ...words], at, env);
    if (end.code !== null) return end;
    throw new LabError('LAB_INSTALL_FAILED', 'There is no git to take a version with.', {
      seen: [['PATH', 'has no git that can be started']],
      fix: ['install git, or put it on the PATH'],
    });
  };
  const must = async (
    words: readonly string[],
    at?: string,
    env?: Record<string, string>,
  ): Promise<string> => {
    const end = await run(words, at, env);
    if (end.code === 0) return end.stdout.trim();
    throw new LabError('LAB_INSTALL_FAILED', `git could not take ${ref} out of ${cwd}.`, {
      seen: [['git', words[0] ?? ''], ...lastLines(end.lines)],
      fix: ['what git says above is the reason'],
    });
  };

  const where = await run([
    'rev-parse',
    '--show-toplevel',
    '--show-prefix',
    '--git-path',
    'objects',
    '--git-path',
    'index',
  ]);
  if (where.code !== 0) throw noRepository(cwd, where);
  const [top = '', prefix = '', theirObjects = '', theirIndex = ''] = where.stdout.split('\n');
  const env = {
    GIT_INDEX_FILE: join(folder, 'index'),
    GIT_OBJECT_DIRECTORY: objects,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: resolve(cwd, theirObjects),
  };
  const isWorkingTree = ref === WORKING_TREE;
  const found = await run([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${isWorkingTree ? 'HEAD' : ref}^{commit}`,
  ]);
  const commit = found.code === 0 ? found.stdout.trim() : null;
  if (isWorkingTree) {
    copyIfThere(resolve(cwd, theirIndex), env.GIT_INDEX_FILE);
    const out = relative(top, leftOut);
    const isInside = out !== '' && !out.startsWith('..');
    await must(['add', '--all', '--', '.', ...(isInside ? [`:(exclude,literal)${out}`] : [])], top, env);
  } else {
    if (commit === null) throw await noCommit(ref, run);
    await must(['read-tree', commit], top, env);
  }
  const tree = await must(['write-tree'], top, env);
  await must(['checkout-index', '--all', '--force', '--quiet', `--prefix=${root}/`], top, env);
  const ofCommit = commit === null ? null : await must(['rev-parse', `${commit}^{tree}`]);
  const service = join(root, prefix);
  if (!existsSync(service)) throw noService(ref, prefix);
  return { folder: service, commit, tree, isCommitted: tree === ofCommit };
}

/** A repository in which nothing was added yet has no index. */
function copyIfThere(from: string, to: string): void {
  try {
    copyFileSync(from, to);
    // git trusts what an index says of files older than the index itself; of this one it trusts nothing, and looks
    // at every file. (A file that changed in the second in which the index was written would else pass as unchanged.)
    utimesSync(to, 1, 1);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function noRepository(cwd: string, { lines }: ProgramEnd): LabError {
  return new LabError(
    'LAB_VERSION_UNUSABLE',
    'This folder has no versions: git finds no checkout here that it may read.',
    {
      seen: [['folder', cwd], ...lastLines(lines)],
      fix: [
        'go to the folder of the service, in its checkout, and run ab there: npm --prefix <lab> run lab -- ab …',
      ],
    },
  );
}

function noService(ref: string, folder: string): LabError {
  const which = ref === WORKING_TREE ? 'the files as they stand' : ref;
  return new LabError('LAB_VERSION_UNUSABLE', `There is no ${folder} in ${which}.`, {
    seen: [['why', 'git has no file of it there']],
    fix: ['run ab in a folder that both versions have, and name the rest in --command'],
  });
}

async function noCommit(
  ref: string,
  run: (words: readonly string[]) => Promise<ProgramEnd>,
): Promise<LabError> {
  const { stdout } = await run([
    'for-each-ref',
    '--count=8',
    '--sort=-committerdate',
    '--format=%(refname:short)',
  ]);
  const there = stdout.split('\n').filter(Boolean).join(', ');
  return new LabError('LAB_VERSION_UNKNOWN', `git knows no commit "${ref}" here.`, {
    seen: [['there are', there === '' ? 'no branches and no tags' : there]],
    fix: [
      `git fetch origin ${/^[\w./-]+$/.test(ref) ? ref : '<ref>'}   where it is on the server only; in GitHub Actions: fetch-depth: 0`,
    ],
  });
}
