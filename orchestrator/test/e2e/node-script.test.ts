import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonOf, ROOT } from './lab-cli.ts';

let folder: string;
/** A repository with nothing in it but the script. */
let tree: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-node-'));
  tree = join(folder, 'repository');
  mkdirSync(tree);
  mkdirSync(join(tree, 'scripts'));
  copyFileSync(join(ROOT, 'scripts/node.sh'), join(tree, 'scripts/node.sh'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function executable(path: string, text: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

const PRINT =
  'process.stdout.write(JSON.stringify([process.version, process.env.LAB_NODE_FALLBACK ?? null]))';

function start(env: Readonly<Record<string, string>>, words: readonly string[] = ['-e', PRINT]) {
  const options = { env: { PATH: '/usr/bin:/bin', HOME: tree, ...env }, encoding: 'utf8' } as const;
  return spawnSync('/bin/sh', [join(tree, 'scripts/node.sh'), ...words], options);
}

const brokenPinned = (): string =>
  executable(
    join(tree, 'node_modules/.bin/node'),
    'echo "libatomic.so.1: cannot open shared object file" >&2; exit 127',
  );
/** A Node of the host: real, but says that it is another version where it is asked. */
const hostNode = (version: string): string =>
  executable(
    join(folder, 'host/node'),
    `case "$*" in "-p process.versions.node") echo ${version};; *) exec "${process.execPath}" "$@";; esac`,
  );

describe('scripts/node.sh', () => {
  it('runs the pinned Node, whatever the host has', () => {
    mkdirSync(join(tree, 'node_modules/.bin'), { recursive: true });
    symlinkSync(process.execPath, join(tree, 'node_modules/.bin/node'));
    hostNode('20.1.0');
    const { stdout, stderr, status } = start({ PATH: `${join(folder, 'host')}:/usr/bin:/bin` });
    expect([status, stderr]).toEqual([0, '']);
    expect(jsonOf(stdout)).toEqual([process.version, null]);
  });

  it.each(['22.18.0', '24.0.1'])('falls back to the host’s Node %s, and says why', (version) => {
    brokenPinned();
    hostNode(version);
    const { stdout, status } = start({
      PATH: `${join(tree, 'node_modules/.bin')}:${join(folder, 'host')}:/usr/bin:/bin`,
    });
    expect(status).toBe(0);
    expect(jsonOf(stdout)).toEqual([process.version, expect.stringContaining('libatomic.so.1')]);
  });

  it('takes the Node that runs npm', () => {
    brokenPinned();
    const { stdout, status } = start({ npm_node_execpath: hostNode('22.18.0') });
    expect(status).toBe(0);
    expect(jsonOf(stdout)).toEqual([process.version, expect.stringContaining('cannot start here')]);
  });

  it('lets doctor and every record say that another Node was used', () => {
    brokenPinned();
    hostNode('24.0.1');
    const main = join(ROOT, 'orchestrator/src/main.ts');
    const env = { PATH: `${join(folder, 'host')}:/usr/bin:/bin`, LAB_STATE_DIR: join(tree, 'state') };
    const { stdout, status } = start(env, [main, 'doctor', '--output', 'json']);
    expect(status).toBe(0);
    const check = expect.objectContaining({
      id: 'node',
      severity: '!',
      found: expect.stringContaining('libatomic.so.1'),
    });
    expect(jsonOf(stdout)).toContainEqual(check);
  });

  it.each(['20.19.0', '22.17.1'])('refuses the host’s Node %s', (version) => {
    brokenPinned();
    hostNode(version);
    const { stdout, stderr, status } = start({ PATH: `${join(folder, 'host')}:/usr/bin:/bin` });
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain('✗ LAB_NODE_TOO_OLD  ');
    expect(stderr).toContain(version);
    expect(stderr).toMatch(/fix .*libatomic1/);
  });

  it('refuses a host without any Node', () => {
    brokenPinned();
    const { stderr, status } = start({ PATH: tools() });
    expect(status).toBe(3);
    expect(stderr).toMatch(/LAB_NODE_TOO_OLD[\s\S]*none/);
  });

  it('says what to do when nothing is installed', () => {
    const { stdout, stderr, status } = start({});
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain('✗ LAB_NOT_INSTALLED  ');
    expect(stderr).toMatch(/fix +npm ci/);
  });
});

/** A PATH with what the script needs and no Node. */
function tools(): string {
  const bin = join(folder, 'tools');
  mkdirSync(bin);
  for (const name of ['dirname', 'tr', 'grep', 'paste', 'head']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
    symlinkSync(found, join(bin, name));
  }
  return bin;
}
