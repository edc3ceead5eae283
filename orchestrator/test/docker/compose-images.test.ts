import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readComposeContenders } from '../../src/adapters/compose/compose-contenders.ts';
import { bundleEntry } from '../../src/adapters/process/bundle.ts';
import { Clone } from '../compose/clone.ts';
import { docker, dockerOk, ROOT, until } from '../compose/compose-project.ts';

const contenders = (await readComposeContenders(ROOT, { file: undefined, cwd: ROOT, env: {} })).filter(
  // A variant of another one has no image of its own. Those in Python are not bundled: python-contenders.test.ts.
  ({ launch }, i, all) =>
    launch.process?.command[0] === 'node' &&
    all.findIndex((one) => one.launch.docker?.image === launch.docker?.image) === i,
);
const CONTENDERS = contenders.map(({ id }) => id);
/** Image → program in it → the entry that the process runtime bundles. */
const PROGRAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ...Object.fromEntries(
    contenders.map(({ id, launch }) => [
      id,
      { 'main.mjs': relative(ROOT, launch.process?.command[1] ?? 'no entry') },
    ]),
  ),
  generator: {
    'generator.mjs': 'generator/src/main.ts',
    'null-responder.mjs': 'generator/src/null-responder/main.ts',
    'probe.mjs': 'generator/src/probe/main.ts',
  },
  welcome: { 'main.mjs': 'welcome/src/main.ts' },
};
const NODE_IMAGES = Object.keys(PROGRAMS);
const IMAGES = [...NODE_IMAGES, 'k6'];
const clone = new Clone();
const image = (name: string): string => clone.image(name);

/** Builds every image of the clone; gives their layers. */
async function buildAll(): Promise<Map<string, string>> {
  await dockerOk(['compose', 'build', '--quiet', ...IMAGES], {
    cwd: clone.folder,
    env: { LAB_COMMIT: 'c0ffee' },
    timeoutMs: 240_000,
  });
  // Not the id: newer engines put the time of the build into it. A layer that was made anew has new times.
  const ids = await dockerOk([
    'image',
    'inspect',
    '--format',
    '{{json .RootFS.Layers}}',
    ...IMAGES.map(image),
  ]);
  return new Map(
    ids
      .trim()
      .split('\n')
      .map((id, i) => [IMAGES[i] as string, id]),
  );
}

let before: Map<string, string>;

beforeAll(async () => {
  before = await buildAll();
}, 260_000);

afterAll(async () => {
  await clone[Symbol.asyncDispose]();
});

interface Inspected {
  readonly Config: {
    readonly User: string;
    readonly StopSignal: string;
    readonly Entrypoint: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
    readonly Healthcheck?: unknown;
  };
}

async function inspect(name: string): Promise<Inspected['Config']> {
  const [found] = JSON.parse(await dockerOk(['image', 'inspect', image(name)])) as Inspected[];
  if (found === undefined) throw new Error(`no image of ${name}`);
  return found.Config;
}

it.each(IMAGES)('%s is labelled, not of root, ends on SIGTERM, and runs no health check', async (name) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const config = await inspect(name);
  expect(config.Labels).toMatchObject({
    'org.opencontainers.image.title': expect.stringContaining('Framework Lab'),
    'org.opencontainers.image.licenses': expect.stringContaining('MIT'),
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.revision': 'c0ffee',
  });
  expect(config.User).toMatch(/^(node|12345)$/);
  expect(config.StopSignal).toBe('SIGTERM');
  expect(config.Healthcheck).toBeUndefined();
});

it.each(NODE_IMAGES)(
  '%s holds nothing but its bundles: the very files that run as processes',
  async (name) => {
    const list = 'console.log(JSON.stringify(require("fs").readdirSync("/app").sort()))';
    const files = await dockerOk([
      'run',
      '--rm',
      '--network',
      'none',
      '--entrypoint',
      'node',
      image(name),
      '-e',
      list,
    ]);
    const programs = PROGRAMS[name] ?? {};
    expect(JSON.parse(files)).toEqual(Object.keys(programs));
    const out = mkdtempSync(join(tmpdir(), 'framework-lab-bundles-'));
    const container = (await dockerOk(['create', image(name)])).trim();
    try {
      for (const [file, entry] of Object.entries(programs)) {
        await dockerOk(['cp', `${container}:/app/${file}`, out]);
        const order = { entry: join(ROOT, entry), name: 'same', root: ROOT, buildDir: out, fallbackDir: out };
        expect(sha256(join(out, file)), file).toBe(sha256(await bundleEntry(order)));
      }
    } finally {
      await dockerOk(['rm', container]);
      rmSync(out, { recursive: true, force: true });
    }
  },
);

describe.each(CONTENDERS)('%s', (name) => {
  it('starts without a shell, on a read-only root, and ends when it is told to', async () => {
    const hardened = ['--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--network', 'none'];
    // Where the shells were there is nothing now.
    const id = (
      await dockerOk(['run', '-d', ...hardened, '--tmpfs', '/usr/bin', '-e', 'WORKERS=1', image(name)])
    ).trim();
    try {
      expect((await docker(['exec', id, 'sh', '-c', 'true'])).code, 'no shell').not.toBe(0);
      await until(
        async () => (await dockerOk(['logs', id])).includes('"type":"listening"'),
        30_000,
        'it listens',
      );
      await dockerOk(['stop', '-t', '8', id]);
      const code = await dockerOk(['inspect', '--format', '{{.State.ExitCode}}', id]);
      expect(code.trim()).toBe('0');
    } finally {
      await dockerOk(['rm', '-f', id]);
    }
  });
});

it('rebuilds one image when the source of one service changes, and none when nothing does', async () => {
  expect(await buildAll()).toEqual(before);
  appendFileSync(clone.path('services/koa/src/main.ts'), "\nprocess.title = 'another koa';\n");
  const after = await buildAll();
  const changed = IMAGES.filter((name) => after.get(name) !== before.get(name));
  expect(changed).toEqual(['koa']);
});

it('sends nothing to the engine but what a Dockerfile of ours copies', async () => {
  const unwanted = ['results/run.json', '.git/config', '.env', 'build/a.mjs', 'node_modules/a/index.js'];
  for (const name of [
    ...unwanted,
    'services/koa/node_modules/a.js',
    'services/koa/test/a.test.ts',
    'notes.txt',
  ]) {
    mkdirSync(dirname(clone.path(name)), { recursive: true });
    writeFileSync(clone.path(name), 'secret');
  }
  writeFileSync(
    join(dirname(clone.folder), 'Dockerfile'),
    'FROM node:26.10.0-bookworm-slim\nCOPY . /context\nENTRYPOINT ["node"]\n',
  );
  const id = (
    await dockerOk(['build', '--quiet', '--file', '../Dockerfile', '.'], { cwd: clone.folder })
  ).trim();
  try {
    const list = 'console.log(require("fs").readdirSync("/context", { recursive: true }).join("\\n"))';
    const sent = (await dockerOk(['run', '--rm', '--network', 'none', id, '-e', list])).trim().split('\n');
    const top = sent.filter((path) => !path.includes('/')).sort();
    expect(top).toEqual([
      '.dockerignore',
      '.npmrc',
      'docker-compose.yml',
      'generator',
      'k6',
      'orchestrator',
      'package-lock.json',
      'package.json',
      'protocol',
      'scenarios',
      'scripts',
      'services',
      'tsconfig.json',
      'welcome',
    ]);
    const below = sent.filter((path) => /^\w+\//.test(path));
    const wanted =
      /^(protocol|generator|welcome|scenarios)\/|^services\/[a-z-]+($|\/(package\.json$|Dockerfile$|src|\w+\.py$|requirements[\w-]*\.txt$))|^orchestrator\/(package\.json$|src)|^k6\/(Dockerfile$|scripts)|^scripts\/bundle/;
    expect(below.filter((path) => !wanted.test(path) || /node_modules|\/test\b/.test(path))).toEqual([]);
    expect(below).toContain('services/koa/src/main.ts');
  } finally {
    await docker(['image', 'rm', '--force', id]);
  }
});

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
