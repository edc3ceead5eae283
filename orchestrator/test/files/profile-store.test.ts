import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { profileStore } from '../../src/adapters/files/profile-store.ts';

it('sweeps profiles that labs which are gone had left half made, and no others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
  const store = profileStore('results', folder);
  try {
    expect(await store.sweep()).toEqual([]);
    // Pids end at 4194304.
    const [left, own] = ['a.4999999.draft', `b.${process.pid}.draft`];
    for (const name of [left, own, 'c'])
      mkdirSync(join(folder, 'results', 'profiles', name), { recursive: true });
    expect(await store.sweep()).toEqual([join('results', 'profiles', left)]);
    expect(readdirSync(join(folder, 'results', 'profiles')).sort()).toEqual([own, 'c']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
