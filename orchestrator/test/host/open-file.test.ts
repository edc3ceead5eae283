import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openFile } from '../../src/adapters/host/open-file.ts';

const PATH = process.env['PATH'] ?? '';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-open-'));
});
afterEach(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true });
});

function opener(script: string): void {
  writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'xdg-open'), 0o755);
  process.env['PATH'] = [folder, PATH].join(delimiter);
}

it("hands the file to the desktop's opener", async () => {
  opener(`printf %s "$1" > ${folder}/opened`);
  await openFile('/results/a report.html', 'linux');
  expect(readFileSync(join(folder, 'opened'), 'utf8')).toBe('/results/a report.html');
});

it('says what was tried where nothing opens it, and that one can do it oneself', async () => {
  opener('exit 3');
  await expect(openFile('/a.html', 'linux')).rejects.toMatchObject({
    code: 'LAB_OPENER_MISSING',
    seen: [
      ['tried', 'xdg-open'],
      ['said', 'exit code 3'],
    ],
    fix: ['open it yourself: /a.html'],
  });
  process.env['PATH'] = '/nowhere';
  await expect(openFile('/a.html', 'linux')).rejects.toMatchObject({ code: 'LAB_OPENER_MISSING' });
});

it('does not wait for a browser that stays', async () => {
  opener('sleep 4');
  await openFile('/a.html', 'linux');
});
