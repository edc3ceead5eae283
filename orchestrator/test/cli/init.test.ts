import { expect, it } from 'vitest';
import type { LabApp } from '../../src/app/lab-app.ts';
import { parseScenario } from '../../src/domain/scenario-text.ts';
import type { Surroundings } from '../../src/ports/surroundings.ts';
import { commandLine } from './in-memory-cli.ts';

const NOTHING: Surroundings = { compose: null, packageName: null, startScript: null, ports: [] };

/** `init` in a folder that holds this, with these lines typed; null: no terminal. */
async function init(
  argv: readonly string[],
  { around = NOTHING, typed = null, there = [] as readonly string[] } = {} as {
    readonly around?: Surroundings;
    readonly typed?: readonly string[] | null;
    readonly there?: readonly string[];
  },
) {
  const written = new Map<string, string>();
  const app: Partial<LabApp> = {
    initFiles: {
      look: async () => around,
      exists: (file) => there.includes(file),
      write: async (file, text) => void written.set(file, text),
    },
  };
  const said = await commandLine(app, ['init', ...argv], {}, undefined, typed);
  const [text] = written.values();
  return { ...said, written, scenario: text === undefined ? null : parseScenario(text, 'own', 'own.yaml') };
}

it('proposes what it finds, and writes a scenario that can be run', async () => {
  const around = { ...NOTHING, packageName: '@me/shop', startScript: 'node a.js | cat', ports: [3100] };
  const { code, stdout, scenario } = await init(['--yes'], { around });
  expect([code, stdout]).toEqual([0, expect.stringContaining('npm run lab -- --scenario ./own.yaml')]);
  expect(scenario).toMatchObject({
    contenders: ['shop'],
    service: { kind: 'command', command: ['sh', '-c', 'node a.js | cat'], port: 3100, readinessPath: '/' },
    policy: { ratesPerSec: [200, 400, 800] },
    requests: [{ name: 'get', method: 'GET', path: '/' }],
  });
});

it('asks what is open, asks again for what is no answer, and takes an empty line for what it proposes', async () => {
  const around = { ...NOTHING, compose: { file: 'compose.yml', services: ['api', 'db'] } };
  const typed = [
    '',
    '',
    '../db',
    'user_service,API,a.b',
    'http',
    '8080',
    '/health',
    'users',
    'GET /users/{id}?token=s3cret,POST /users',
    '100',
    '',
  ];
  const { code, stderr, scenario } = await init(['mine.yml'], { around, typed });
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('which of its services to load (api, db)');
  expect(stderr).toContain('"users" is not a method and a path.');
  expect(scenario).toMatchObject({
    contenders: ['user_service', 'API', 'a.b'],
    service: { kind: 'compose', file: 'compose.yml', port: 8080, readinessPath: '/health' },
    policy: { ratesPerSec: [100] },
    requests: [{ name: 'get-users-id' }, { name: 'post-users', method: 'POST' }],
  });
});

it('says which flags are missing where nobody can be asked', async () => {
  const { code, stderr, written } = await init(['--command', 'node a.js']);
  expect([code, written.size]).toEqual([2, 0]);
  expect(stderr).toContain('--only, --port, --ready, --request, --rates, --slo');
  const unknown = await init(['--yes', '--compose', 'c.yml']);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('open  --only')]);
});

it('never writes over a file unless it is told to', async () => {
  const there = ['own.yaml'];
  const flags = ['--command', 'node a.js'];
  expect(await init(['--yes', ...flags], { there })).toMatchObject({ code: 2, scenario: null });
  expect(await init(flags, { there, typed: ['no'] })).toMatchObject({ code: 2, scenario: null });
  const enough = ['', '', '', '', '', '', ''];
  expect((await init(flags, { there, typed: ['y', ...enough] })).code).toBe(0);
  expect((await init(['--yes', '--force', ...flags], { there })).code).toBe(0);
});

it('writes nothing when it is left off, or given what is no answer', async () => {
  expect(await init([], { typed: ['process'] })).toMatchObject({ code: 130, scenario: null });
  const wrong = await init(['--yes', '--command', 'node a.js', '--port', 'x']);
  expect([wrong.code, wrong.written.size]).toEqual([2, 0]);
  const elsewhere = await init(['lab/own.yaml', '--yes', '--command', 'node a.js']);
  expect(elsewhere.scenario?.service).toMatchObject({ cwd: '..' });
  const odd = await init(['--yes', '--command', 'node "a # b: c.js" {', '--request', "GET /a?x='#{y}"]);
  expect(odd.scenario?.service).toMatchObject({ command: ['node', 'a # b: c.js', '{'] });
});
