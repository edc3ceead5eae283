import { describe, expect, it } from 'vitest';
import type { LabApp } from '../../src/app/lab-app.ts';
import { LabError } from '../../src/domain/errors.ts';
import type { MakeOptions, PythonEnvironments } from '../../src/ports/python-environments.ts';
import { inMemoryLab } from '../app/in-memory-lab.ts';
import { spec } from '../lab/fakes.ts';
import { commandLine } from './in-memory-cli.ts';

/** Contenders `a` in Node, `p` and `p-2` in Python with the same packages, `q` in Python. */
function lab(python: Partial<PythonEnvironments> = {}): { app: Partial<LabApp>; done: string[] } {
  const done: string[] = [];
  const there = new Set<string>();
  const facts = (file: string) => ({
    pythonVersion: '3.11.7',
    folder: there.has(file) ? `/build/${file}` : null,
    problem: null,
  });
  const inPython = (id: string, requirements: string) => ({
    ...spec(id),
    launch: { process: { command: ['python'], cwd: '/', requirements, env: {}, telemetry: false } },
  });
  const app: Partial<LabApp> = {
    ...inMemoryLab(),
    contenders: {
      list: async () => [spec('a'), inPython('p', 'p.txt'), inPython('p-2', 'p.txt'), inPython('q', 'q.txt')],
    },
    python: {
      look: async (file) => facts(file),
      make: async (file, { progress }: MakeOptions) => {
        done.push(`make ${file}`);
        progress('installing 3 packages');
        there.add(file);
        return facts(file);
      },
      remove: async (files) => {
        done.push(`remove ${files?.join(' ') ?? 'all'}`);
        return ['/build/p.txt'];
      },
      sweep: async () => ['/build/r.making-1-1'],
      ...python,
    },
    profiles: () => ({
      open: () => Promise.reject(new Error('not asked for')),
      sweep: async () => ['results/profiles/x.1.draft'],
    }),
    workshop: { open: () => Promise.reject(new Error('not asked for')), sweep: async () => [] },
  };
  return { app, done };
}

describe('lab setup', () => {
  it('alone shows who needs it, and changes nothing', async () => {
    const { app, done } = lab();
    const { code, stdout } = await commandLine(app, ['setup']);
    expect([code, done]).toEqual([0, []]);
    expect(stdout).toContain('p-2        3.11.7  no: npm run lab -- setup p-2');
    expect(stdout).not.toMatch(/^a /m);
  });

  it('makes what is named, with a line of progress, and passes over what needs nothing', async () => {
    const { app, done } = lab();
    const { code, stdout, stderr } = await commandLine(app, ['setup', 'a,p', 'q', '--output', 'plain']);
    expect(code, stderr).toBe(0);
    expect(done).toEqual(['make p.txt', 'make q.txt']);
    expect(stderr).toMatch(/p: installing 3 packages\n.*q: installing 3 packages/);
    expect(stdout).toContain('p          3.11.7  /build/p.txt');
    expect((await commandLine(app, ['setup', 'a'])).stdout).toBe('nothing has to be set up for these\n');
  });

  it('says it as JSON', async () => {
    const { app } = lab({
      look: async () => ({ pythonVersion: null, folder: null, problem: 'There is no Python here.' }),
    });
    const { stdout } = await commandLine(app, ['setup', '--output', 'json']);
    expect(JSON.parse(stdout)).toContainEqual({
      contender: 'q',
      pythonVersion: null,
      folder: null,
      problem: 'There is no Python here.',
    });
    expect((await commandLine(app, ['setup'])).stdout).toContain(
      'q          ?       There is no Python here.',
    );
  });

  it('removes what is named, or all', async () => {
    const { app, done } = lab();
    expect((await commandLine(app, ['setup', '--remove', 'p'])).stdout).toBe('removed /build/p.txt\n');
    await commandLine(app, ['setup', '--remove']);
    expect(done).toEqual(['remove p.txt', 'remove all']);
  });

  it('changes nothing while a lab measures, and what was left half made goes with clean', async () => {
    const { app, done } = lab();
    const busy = new LabError('LAB_CPUS_BUSY', 'CPU 0 is in use.', { fix: ['wait until it has ended'] });
    const locks = { acquire: () => Promise.reject(busy), held: async () => [] };
    const measuring = { ...app, processes: { ...inMemoryLab().processes, locks } };
    for (const argv of [['p'], ['--remove', 'p'], ['--remove']]) {
      expect((await commandLine(measuring, ['setup', ...argv])).stderr).toContain('LAB_CPUS_BUSY');
    }
    expect(done).toEqual([]);
    await commandLine(app, ['setup', 'p']);
    expect((await commandLine(measuring, ['setup', 'p'])).code).toBe(0);
    expect((await commandLine(app, ['clean'])).stdout).toBe(
      'removed folder /build/r.making-1-1  what setup had not finished\n' +
        'removed folder results/profiles/x.1.draft  what profile had not finished\n',
    );
  });

  it('knows no other names, and shows what went wrong', async () => {
    const { app } = lab({
      make: () =>
        Promise.reject(new LabError('LAB_PACKAGE_DIFFERS', 'It differs.', { fix: ['do not use it'] })),
    });
    const unknown = await commandLine(app, ['setup', 'r']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('LAB_CONTENDER_UNKNOWN')]);
    const differs = await commandLine(app, ['setup', 'p']);
    expect([differs.code, differs.stderr]).toEqual([3, expect.stringContaining('LAB_PACKAGE_DIFFERS')]);
  });
});
