import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { preparePython } from '../../src/adapters/process/prepare-python.ts';
import {
  findVenv,
  makingName,
  removeVenvs,
  sweepVenvs,
  venvName,
  venvPython,
  writableHome,
} from '../../src/adapters/process/venv-folders.ts';
import { spec } from './lab-fixture.ts';

let folder: string;
const homes = () => ({ buildDir: join(folder, 'build'), stateDir: join(folder, 'state') });
const home = () => join(folder, 'build', 'python');
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => {
  if (existsSync(join(folder, 'build'))) chmodSync(join(folder, 'build'), 0o755);
  rmSync(folder, { recursive: true });
});

/** As whole as the lab asks for. */
function make(requirements: string, version: string, python = process.execPath): string {
  const made = join(home(), venvName(requirements, version));
  mkdirSync(join(made, 'bin'), { recursive: true });
  symlinkSync(python, venvPython(made));
  return made;
}

describe('an environment', () => {
  it('belongs to one content and one Python', () => {
    const made = make('a==1', '3.11.7');
    expect(findVenv(homes(), venvName('a==1', '3.11.7'))).toBe(made);
    expect(findVenv(homes(), venvName('a==1', '3.11.8'))).toBeNull();
    expect(findVenv(homes(), venvName('a==2', '3.11.7'))).toBeNull();
  });

  it('whose Python was removed is none', () => {
    make('a==1', '3.11.7', '/nowhere/python3.11');
    expect(findVenv(homes(), venvName('a==1', '3.11.7'))).toBeNull();
  });

  it('in the state folder is taken only if we made it', () => {
    const name = venvName('a==1', '3.11.7');
    const made = join(folder, 'state', 'build', 'python', name);
    mkdirSync(join(made, 'bin'), { recursive: true });
    symlinkSync(process.execPath, venvPython(made));
    expect(findVenv(homes(), name)).toBe(made);
    // Only root can give it to somebody else.
    if (process.getuid?.() !== 0) return;
    chownSync(made, 65_534, 65_534);
    expect(findVenv(homes(), name)).toBeNull();
  });

  it('half made by a lab that is gone is removed by the next, and one being made is not', () => {
    const made = make('a==1', '3.11.7');
    const own = makingName(made);
    mkdirSync(own);
    // Pids end at 4194304.
    for (const unfinished of ['making-4999999-1', 'removing-4999999-null'])
      mkdirSync(join(home(), `abc-3.11.7.${unfinished}`, 'bin'), { recursive: true });
    expect(sweepVenvs(homes())).toHaveLength(2);
    mkdirSync(join(home(), 'abc-3.11.7.making-4999999-1'));
    expect(writableHome(homes())).toBe(home());
    expect(
      readdirSync(home())
        .map((name) => join(home(), name))
        .sort(),
    ).toEqual([made, own].sort());
  });

  it('goes with every Python it is of; without a name all go', () => {
    const made = [make('a==1', '3.11.7'), make('a==1', '3.12.1'), make('b==1', '3.11.7')];
    expect(removeVenvs(homes(), ['a==1']).sort()).toEqual(made.slice(0, 2).sort());
    expect(removeVenvs(homes(), null)).toEqual(made.slice(2));
    expect(removeVenvs(homes(), null)).toEqual([]);
    expect(readdirSync(home())).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)(
    'stands in the state folder where the repository cannot be written',
    () => {
      mkdirSync(join(folder, 'build'), { mode: 0o555 });
      expect(writableHome(homes())).toBe(join(folder, 'state', 'build', 'python'));
    },
  );

  it('is asked for of all who lack it, before anything is started', async () => {
    const requirements = new URL('../../../services/flask/requirements.txt', import.meta.url).pathname;
    const flask = { ...spec('flask', { command: ['python', '-m', 'gunicorn'], requirements }), id: 'flask' };
    const python = join(folder, 'python3.11');
    const deps = { homes: homes(), env: { LAB_PYTHON: python } };

    writeFileSync(python, `#!/bin/sh\necho '["3.11.7", true]'\n`, { mode: 0o755 });
    const both = [spec('steady.mjs'), flask, { ...flask, id: 'flask-deadlock' }];
    await expect(preparePython(both, deps)).rejects.toMatchObject({
      code: 'LAB_SETUP_NEEDED',
      fix: [
        expect.stringContaining('npm run lab -- setup flask flask-deadlock'),
        expect.any(String),
        expect.any(String),
      ],
    });

    const made = make(readFileSync(requirements, 'utf8'), '3.11.7');
    const [node, ready] = await preparePython(both, deps);
    expect(node).toBe(both[0]);
    expect(ready?.launch.process?.command).toEqual([venvPython(made), '-m', 'gunicorn']);
    expect(ready?.launch.process?.note).toMatch(/^Python 3\.11\.7 with asgiref 3\.7\.2, .*gunicorn 21\.2\.0/);
  });
});
