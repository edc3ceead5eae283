import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sittingCache } from '../../src/adapters/files/sitting-cache.ts';
import type { Clock } from '../../src/ports/clock.ts';

let stateDir: string;
let wallMs = 1_700_000_000_000;
const clock: Clock = { nowMs: () => 0, wallMs: () => wallMs, sleep: async () => undefined };
const cache = (boot = 'b') => sittingCache({ stateDir, clock, boot });

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(stateDir, { recursive: true, force: true }));

it('keeps a finding for its key, some hours, and until the machine is booted again', () => {
  cache().put(['limit', { cpus: [1] }], { limit: 1400 });
  expect(cache().get(['limit', { cpus: [1] }])).toEqual({ limit: 1400 });
  expect(cache().get(['limit', { cpus: [2] }])).toBeNull();
  expect(cache('another boot').get(['limit', { cpus: [1] }])).toBeNull();
  wallMs += 7 * 3_600_000;
  expect(cache().get(['limit', { cpus: [1] }])).toBeNull();
});

it('never fails: what cannot be kept or read is not there', () => {
  writeFileSync(join(stateDir, 'sitting'), 'a file where the folder should be');
  expect(() => cache().put(['x'], 1)).not.toThrow();
  expect(cache().get(['x'])).toBeNull();
});
