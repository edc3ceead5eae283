import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readComposeContenders } from '../../src/adapters/compose/compose-contenders.ts';
import { findPython } from '../../src/adapters/process/find-python.ts';
import { preparePython } from '../../src/adapters/process/prepare-python.ts';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import { LabError } from '../../src/domain/errors.ts';
import { readRequirements } from '../../src/domain/python-requirements.ts';
import { ROOT } from '../e2e/lab-cli.ts';

const { pythons } = readRequirements(readFileSync(join(ROOT, 'services/flask/requirements.txt'), 'utf8'));

/** The Python that our contenders get here, or why there is none. */
export const python: { readonly program: string } | { readonly lacks: string } = await findPython(
  pythons,
  process.env,
).then(
  ({ program, venv }) => (venv ? { program } : { lacks: `${program} has no venv` }),
  (error: unknown) => (error instanceof LabError ? { lacks: error.message } : Promise.reject(error)),
);

/** In CI a Python that is missing is a fault; elsewhere these tests are left out, and say why. */
export const leftOut = 'lacks' in python && !process.env['CI'];
export const title = (what: string): string => ('lacks' in python ? `${what}: ${python.lacks}` : what);
export const program = (): string => {
  if ('lacks' in python) throw new Error(python.lacks);
  return python.program;
};

/** The environments of this clone: what a test sets up, the next one finds. */
const DEPS = {
  homes: { buildDir: join(ROOT, 'build'), stateDir: join(tmpdir(), 'framework-lab-test-unused') },
  env: process.env,
};

/** A contender of docker-compose.yml as it is started here; null: it is not set up. */
export async function readyContender(id: string): Promise<ContenderSpec | null> {
  const all = await readComposeContenders(ROOT, { file: undefined, cwd: ROOT, env: {} });
  try {
    const [ready] = await preparePython(
      all.filter((one) => one.id === id),
      DEPS,
    );
    return ready ?? null;
  } catch (error) {
    if (error instanceof LabError && error.code === 'LAB_SETUP_NEEDED') return null;
    throw error;
  }
}
