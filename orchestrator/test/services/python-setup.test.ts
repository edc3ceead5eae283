import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonEnvironments } from '../../src/adapters/process/python-environments.ts';
import { LabError } from '../../src/domain/errors.ts';
import { ROOT } from '../e2e/lab-cli.ts';
import { leftOut, program, title } from './python-fixture.ts';

/** A wheel with nothing in it, and its hash beside it. */
const MAKE_WHEEL = `
import hashlib, sys, zipfile
from pathlib import Path
wheel = Path(sys.argv[1], "lab_nothing-1.0-py3-none-any.whl")
info = "lab_nothing-1.0.dist-info/"
with zipfile.ZipFile(wheel, "w") as archive:
    archive.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: lab-nothing\\nVersion: 1.0\\n")
    archive.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: lab\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    archive.writestr(info + "RECORD", "")
Path(sys.argv[1], "hash").write_text(hashlib.sha256(wheel.read_bytes()).hexdigest())
`;
const GUARD = {
  watch: () => undefined,
  forget: () => undefined,
  [Symbol.asyncDispose]: async () => undefined,
};

let folder: string;
let rightHash: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
  if (leftOut) return;
  execFileSync(program(), ['-c', MAKE_WHEEL, folder]);
  rightHash = readFileSync(join(folder, 'hash'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Makes an environment of that wheel, from this folder and nowhere else, where an earlier one was left half made. */
async function attempt(name: string, hash: string, signal = new AbortController().signal) {
  const requirements = join(folder, `${name}.txt`);
  writeFileSync(requirements, `lab-nothing==1.0 --hash=sha256:${hash}\n`);
  const buildDir = join(folder, name);
  mkdirSync(join(buildDir, 'python', 'abc-3.11.7.making-4999999-1', 'bin'), { recursive: true });
  const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, LAB_PYTHON: program() };
  const environments = pythonEnvironments({
    homes: { buildDir, stateDir: folder },
    env,
  });
  const said: string[] = [];
  const options = { guard: GUARD, progress: (text: string) => said.push(text), signal };
  const made = await environments.make(requirements, options).catch((error: unknown) => error);
  const left = readdirSync(join(buildDir, 'python'));
  return { made, said, environments, requirements, options, left };
}

// Python's own `venv` and pip take five seconds of CPU each time.
describe.skipIf(leftOut)(title('a Python environment'), { timeout: 180_000 }, () => {
  it.concurrent('is there as a whole, once, and what an interrupted set-up had left is gone', async () => {
    const { made, said, environments, requirements, options, left } = await attempt('right', rightHash);
    expect(made).toMatchObject({ problem: null, folder: expect.stringContaining(join('right', 'python')) });
    expect(left).toEqual([expect.stringMatching(/^[0-9a-f]{12}-3\.\d+\.\d+$/)]);
    expect(said.at(-1)).toBe('installing 1 packages');
    expect(await environments.look(requirements)).toEqual(made);
    said.length = 0;
    expect(await environments.make(requirements, options)).toEqual(made);
    expect(said).toEqual([]);
    expect(await environments.remove([requirements])).toHaveLength(1);
    expect(await environments.look(requirements)).toMatchObject({ folder: null, problem: null });
  });

  it.concurrent('is not made of a package whose hash differs, and nothing is left', async () => {
    const { made, left } = await attempt('wrong', 'b'.repeat(64));
    expect(made).toMatchObject({ code: 'LAB_PACKAGE_DIFFERS' });
    expect(left).toEqual([]);
  });

  it.concurrent('leaves nothing when its making is interrupted', async () => {
    const pressed = new AbortController();
    setTimeout(() => pressed.abort(new LabError('LAB_INTERRUPTED', 'Ctrl-C')), 300);
    const { made, left } = await attempt('interrupted', rightHash, pressed.signal);
    expect(made).toMatchObject({ code: 'LAB_INTERRUPTED' });
    expect(left).toEqual([]);
  });
});

describe.skipIf(leftOut)(title("gunicorn's settings"), () => {
  it('are read from the environment as the contract says', () => {
    const tests = spawnSync(program(), ['-B', join(ROOT, 'services/python/test/test_settings.py')], {
      encoding: 'utf8',
    });
    expect(tests.stderr).toMatch(/^Ran [1-9]\d* tests/m);
    expect(tests.status, tests.stderr).toBe(0);
  });
});
