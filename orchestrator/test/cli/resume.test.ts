import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import { identify, pidNamespace } from '../../src/adapters/host/process-identity.ts';
import { removeRuns } from '../../src/app/remove-runs.ts';
import { LabError } from '../../src/domain/errors.ts';
import { inMemoryLab } from '../app/in-memory-lab.ts';
import { commandLine } from './in-memory-cli.ts';

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-resume-'));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

const store = () => fileStore(results, () => ({}));
const ids = (): string[] => readdirSync(results).filter((name) => /^\d/.test(name));
const run = (words: readonly string[], app = inMemoryLab()) =>
  commandLine(app, ['run', ...words, '--out', results, '--output', 'json']);

/** A run that was interrupted, long ago: gives its id and its owner.json. */
async function interrupted(): Promise<{ readonly id: string; readonly owner: string }> {
  const made = await run(['--scenario', 'ramp']);
  expect(made.code, made.stderr).toBe(0);
  const [id = ''] = ids();
  const file = join(results, id, 'run.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), state: 'interrupted' }));
  return { id, owner: join(results, id, 'owner.json') };
}

/** A lab that does something while it prepares, long before it opens the folder of a run. */
function preparing(meanwhile: () => Promise<void>) {
  const app = inMemoryLab();
  const { processes } = app;
  return {
    ...app,
    processes: {
      ...processes,
      prepare: async (request: Parameters<typeof processes.prepare>[0]) => {
        await meanwhile();
        return processes.prepare(request);
      },
    },
  };
}

it('a run that is being resumed is not removed, from the preflight on', async () => {
  const { id, owner } = await interrupted();
  const removed: unknown[] = [];
  const resumed = await run(
    ['--resume'],
    preparing(async () => {
      removed.push(await removeRuns(store(), { ids: [], olderThanMs: 1, dryRun: false }, Date.now()));
    }),
  );
  expect(removed).toMatchObject([{ removed: [], goingOn: [id] }]);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect([ids(), existsSync(owner)]).toEqual([[id], false]);
});

it('it is let go whatever happens', async () => {
  const { owner } = await interrupted();
  const failed = await run(
    ['--resume'],
    preparing(async () => {
      expect(existsSync(owner)).toBe(true);
      throw new LabError('LAB_BUILD_FAILED', 'There is nothing to build.');
    }),
  );
  expect(failed.stderr).toContain('LAB_BUILD_FAILED');
  expect(existsSync(owner)).toBe(false);
});

it('a run that another lab works on keeps its claim', async () => {
  const { id, owner } = await interrupted();
  const other = JSON.stringify({ ...identify(process.ppid), pidNamespace: pidNamespace() });
  writeFileSync(owner, other);
  const refused = await run(['--resume']);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('LAB_RUN_GOING_ON')]);
  expect(refused.stderr).toContain(id);
  expect(readFileSync(owner, 'utf8')).toBe(other);
});

it('a run that somebody resumes between the list and its removal stays', async () => {
  const { id } = await interrupted();
  const real = store();
  const late = {
    ...real,
    list: async () => {
      const runs = await real.list();
      await real.claim(id);
      return runs;
    },
  };
  expect(await removeRuns(late, { ids: [id], olderThanMs: null, dryRun: false }, Date.now())).toMatchObject({
    removed: [],
    goingOn: [id],
    bytes: 0,
  });
  expect(ids()).toEqual([id]);
});
