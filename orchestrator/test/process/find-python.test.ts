import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPython, requireVenv } from '../../src/adapters/process/find-python.ts';
import { LabError } from '../../src/domain/errors.ts';

const RANGE = { oldest: 11, newest: 12 };
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program of this name that answers as a Python of that version does. */
function program(name: string, version: string, venv = true): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify([version, venv])}'\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Nothing of this machine's own. */
const env = (more: Record<string, string> = {}) => ({ PATH: [folder, '/nowhere'].join(delimiter), ...more });

async function failure(looking: Promise<unknown>): Promise<LabError> {
  const thrown = await looking.catch((error: unknown) => error);
  if (thrown instanceof LabError) return thrown;
  throw new Error(`it did not fail as it should: ${thrown}`);
}

// The stand-ins are for a shell: `#!/bin/sh` needs no PATH.
describe('the Python for a contender', () => {
  it('is the first that has wheels, by its version before its bare name', async () => {
    program('python3', '3.13.1');
    program('python3.12', '3.12.4');
    expect(await findPython(RANGE, env())).toEqual({ program: 'python3.12', version: '3.12.4', venv: true });
    program('python3.11', '3.11.9');
    expect(await findPython(RANGE, env())).toMatchObject({ program: 'python3.11' });
    expect(await findPython(null, env())).toMatchObject({ program: 'python3', version: '3.13.1' });
  });

  it('is the one that LAB_PYTHON names and no other', async () => {
    program('python3.11', '3.11.9');
    const other = program('mine', '3.12.1');
    expect(await findPython(RANGE, env({ LAB_PYTHON: other }))).toMatchObject({ program: other });
    const error = await failure(findPython(RANGE, env({ LAB_PYTHON: join(folder, 'gone') })));
    expect(error.code).toBe('LAB_PYTHON_MISSING');
    expect(error.seen).toEqual([[join(folder, 'gone'), 'not found']]);
  });

  it('is missing: what was looked for, and what to install', async () => {
    writeFileSync(join(folder, 'python'), '#!/bin/sh\nexit 127\n');
    chmodSync(join(folder, 'python'), 0o755);
    const error = await failure(findPython(RANGE, env()));
    expect(error.code).toBe('LAB_PYTHON_MISSING');
    expect(error.message).toContain('Python 3.11 or 3.12 is needed');
    expect(error.seen.map(([name, text]) => `${name} ${text}`)).toEqual([
      'python3.11 not found',
      'python3.12 not found',
      'python3 not found',
      'python does not run',
    ]);
    expect(error.fix.join()).toMatch(/python3-venv.*LAB_PYTHON=.*--runtime docker/);
  });

  it('is too old or too new: which there are', async () => {
    program('python3', '3.13.1');
    program('python', '2.7.18');
    const error = await failure(findPython(RANGE, env()));
    expect(error.code).toBe('LAB_PYTHON_UNFIT');
    expect(error.seen).toContainEqual(['python3', 'Python 3.13.1']);
    expect(error.seen).toContainEqual(['python', 'Python 2.7.18']);
  });

  it('without venv gives way to one with it, and is told where there is no other', async () => {
    program('python3.11', '3.11.2', false);
    const found = await findPython(RANGE, env());
    expect(found).toEqual({ program: 'python3.11', version: '3.11.2', venv: false });
    const making = await failure(Promise.resolve().then(() => requireVenv(found)));
    expect(making.code).toBe('LAB_PYTHON_UNFIT');
    expect(making.fix.join()).toContain('python3-venv');
    program('python3', '3.12.1');
    expect(await findPython(RANGE, env())).toMatchObject({ program: 'python3' });
  });
});
