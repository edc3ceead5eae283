import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import { rampRun } from '../report/fixture.ts';

// Root may read everything, so a folder that may not be read is made up here: a read of it fails, and so
// does a recursive one that comes to it.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const readdir = (path: string, options?: { recursive?: boolean }) =>
    path.endsWith('locked') || options?.recursive === true
      ? Promise.reject(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }))
      : real.readdir(path, options as never);
  return { ...real, readdir };
});

it('a sub-folder that cannot be read costs its bytes, and not the list', async () => {
  const results = mkdtempSync(join(tmpdir(), 'framework-lab-locked-'));
  const record = rampRun();
  for (const name of ['logs', 'locked']) mkdirSync(join(results, record.id, name), { recursive: true });
  const text = JSON.stringify(record);
  writeFileSync(join(results, record.id, 'run.json'), text);
  writeFileSync(join(results, record.id, 'logs', 'koa-1.log'), '12345');
  writeFileSync(join(results, record.id, 'locked', 'x'), '12345');
  const [listed] = await fileStore(results, () => ({})).list();
  expect(listed).toMatchObject({ id: record.id, problem: null, bytes: text.length + 5 });
  rmSync(results, { recursive: true });
});
