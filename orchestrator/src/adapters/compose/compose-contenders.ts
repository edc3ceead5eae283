import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { ContenderSpec } from '../../domain/contender.ts';
import { LabError } from '../../domain/errors.ts';
import { checkFile } from './check-file.ts';
import { contenderSpec } from './contender-spec.ts';
import { describeFinding } from './finding.ts';
import { type Environment, interpolate } from './interpolate.ts';
import { readYamlTree } from './yaml-tree.ts';

const OWN_FILE = 'docker-compose.yml';

export interface ComposeSource {
  /** Another Compose file of our form, as `LAB_CONTENDERS` names it, relative to `cwd`. */
  readonly file: string | undefined;
  readonly cwd: string;
  /** Fills in the variables of the file, before a `.env` beside it. */
  readonly env: Environment;
}

/**
 * The contenders of docker-compose.yml, or of another file of its form: every service with an `x-lab`
 * block, in the order of the file. Throws LAB_CATALOGUE_INVALID with everything that is wrong, by line.
 */
export async function readComposeContenders(
  root: string,
  { file, cwd, env }: ComposeSource,
): Promise<readonly ContenderSpec[]> {
  const shown = file || OWN_FILE;
  const path = file ? resolve(cwd, file) : join(root, OWN_FILE);
  const base = dirname(path);
  const invalid = (problems: readonly string[], cause?: unknown): LabError =>
    new LabError('LAB_CATALOGUE_INVALID', `${shown} cannot be used as the list of contenders.`, {
      seen: problems.map((problem) => ['problem', problem] as const),
      fix: [
        `correct ${shown}; docs/ADDING-A-CONTENDER.md says what a block holds`,
        ...(file ? ['or unset LAB_CONTENDERS for our own contenders'] : []),
      ],
      cause,
    });
  let text: string;
  let variables: Environment;
  try {
    text = await readFile(path, 'utf8');
    variables = { ...(await dotEnv(base)), ...env };
  } catch (cause) {
    throw invalid([cause instanceof Error ? cause.message : String(cause)], cause);
  }
  const tree = readYamlTree(text, (value) => interpolate(value, variables));
  const checked = tree.value === undefined ? null : checkFile(tree.value);
  const findings = [...tree.findings, ...(checked?.findings ?? []).map((finding) => tree.locate(finding))];
  if (findings.length > 0 || checked === null) {
    const byLine = findings.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    throw invalid([...new Set(byLine.map((finding) => describeFinding(shown, finding)))]);
  }
  return checked.contenders.map(([id, service]) => contenderSpec(id, service, { base, path, shown }));
}

/** Compose reads a `.env` beside its file, and the environment goes before it. */
async function dotEnv(folder: string): Promise<Environment> {
  try {
    return parseEnv(await readFile(join(folder, '.env'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
