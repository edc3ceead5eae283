import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleEntry } from '../../src/adapters/process/bundle.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const order = (entry: string, buildDir = join(root, 'build')) => ({
  entry: join(root, entry),
  name: 'service',
  root,
  buildDir,
  fallbackDir: join(root, 'fallback'),
});

describe('bundleEntry', () => {
  it('makes one file that runs elsewhere, CommonJS parts included, and reuses it while nothing changes', async () => {
    writeFileSync(
      join(root, 'old.cjs'),
      "const { sep } = require('node:path'); exports.dir = __dirname + sep;",
    );
    writeFileSync(
      join(root, 'main.ts'),
      "import old from './old.cjs';\nconst dir: string = old.dir;\nawait null;\nconsole.log(dir.endsWith('/'));",
    );
    const file = await bundleEntry(order('main.ts'));
    expect(execFileSync(process.execPath, [file], { cwd: '/', encoding: 'utf8' })).toBe('true\n');
    expect(await bundleEntry(order('main.ts'))).toBe(file);
    expect(readdirSync(join(root, 'build'))).toHaveLength(1);
    writeFileSync(join(root, 'main.ts'), 'console.log(2)');
    expect(await bundleEntry(order('main.ts'))).not.toBe(file);
  });

  it('names file, line and column of what is wrong', async () => {
    writeFileSync(join(root, 'broken.ts'), "import './missing.ts';\nconst = 1;\n");
    const error = await bundleEntry(order('broken.ts')).catch((reason) => reason);
    expect(error.code).toBe('LAB_BUILD_FAILED');
    expect(error.seen[0][1]).toMatch(/^broken\.ts:2:\d+: /);
  });

  it.runIf(process.platform === 'linux')('goes elsewhere where the checkout cannot be written', async () => {
    writeFileSync(join(root, 'main.ts'), 'console.log(1)');
    // /sys refuses new folders to everybody, root included.
    const file = await bundleEntry(order('main.ts', '/sys/framework-lab-build'));
    expect(file.startsWith(join(root, 'fallback'))).toBe(true);
  });
});
