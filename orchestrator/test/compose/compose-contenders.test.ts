// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's variables
import { expect, it } from 'vitest';
import { COMMON, ComposeFolder } from './compose-file.ts';

const one = (rest = ''): string => `${COMMON}
services:
  one:
    <<: *common
${rest}    x-lab: { <<: *lab, name: One }
`;

it('reads a contender for both runtimes, with paths relative to its file', async () => {
  using compose = new ComposeFolder(`${COMMON}
services:
  database: { image: "influxdb:1.12" }
  one-tuned:
    <<: *common
    image: registry.test:5000/one:2.0
    build: { context: . }
    environment: { <<: *settings, NODE_ENV: production, WORKERS: 4, NOTE: "\${NOTE:-a}$$b" }
    ports: ["127.0.0.1:\${ONE_PORT:-3009}:8080"]
    mem_limit: 1.5g
    pids_limit: \${PIDS:-99}
    tmpfs: [/tmp]
    command: [--quietly]
    x-lab: { <<: *lab, name: One, role: yardstick, process: { entry: one/main.ts } }
  two:
    <<: *common
    x-lab:
      <<: *lab
      name: Two
      telemetry: false
      framework: { name: flask, package: null }
      variant: it has one thread
      process: { command: [python3, app.py], cwd: two }
  three: { <<: *common, x-lab: { <<: *lab, name: Three } }
`);
  const [one, two, three, ...more] = await compose.read({ NOTE: 'from the environment ' });
  expect(more).toEqual([]);
  expect(one).toEqual({
    id: 'one-tuned',
    name: 'One',
    role: 'yardstick',
    launch: {
      process: {
        command: ['node', `${compose.folder}/one/main.ts`],
        cwd: compose.folder,
        env: {},
        telemetry: true,
      },
      docker: {
        image: 'registry.test:5000/one:2.0',
        build: { file: expect.stringMatching(/\.ya?ml$/), service: 'one-tuned' },
        command: ['--quietly'],
        env: { HOST: '0.0.0.0', PORT: '8080', NODE_ENV: 'production' },
        port: 8080,
        user: '1000:1000',
        memoryBytes: 1.5 * 1024 ** 3,
        pidsLimit: 99,
        tmpfs: ['/tmp'],
        telemetry: true,
      },
    },
    readinessPath: '/healthz',
    contract: 'framework-lab',
    routes: ['GET /api/dummy'],
    settings: { WORKERS: '4', NOTE: 'from the environment $b' },
    source: 'some.yml#one-tuned',
  });
  expect(two).toMatchObject({
    framework: { name: 'flask', version: process.version },
    variant: 'it has one thread',
  });
  expect(two?.launch.process).toEqual({
    command: ['python3', 'app.py'],
    cwd: `${compose.folder}/two`,
    env: {},
    telemetry: false,
  });
  expect(two?.launch.docker).not.toHaveProperty('build');
  expect(three?.launch, 'docker only').not.toHaveProperty('process');
  expect(three?.launch.docker?.memoryBytes).toBe(512 * 1024 ** 2);
});

it('fills in from a .env beside the file what the environment does not have', async () => {
  using compose = new ComposeFolder(one('    mem_limit: ${MEMORY:-1g}\n    pids_limit: ${PIDS:-1}\n'));
  compose.write('.env', '# limits\nMEMORY=2g\nPIDS="7"\n');
  const [spec] = await compose.read({ PIDS: '8' });
  expect(spec?.launch.docker).toMatchObject({ memoryBytes: 2 * 1024 ** 3, pidsLimit: 8 });
});

it('merges as Compose does: own keys win wherever they stand, an earlier merge wins over a later one', async () => {
  using compose = new ComposeFolder(`${COMMON}
x-small: &small { mem_limit: 64m, pids_limit: 5, cpuset: "1" }
x-both: &both { cpuset: "2", <<: [*small, *common] }
services:
  one: { pids_limit: 6, <<: [*both], x-lab: { <<: *lab, name: One } }
  two: { <<: [*common, *small], x-lab: { name: Two, <<: *lab } }
`);
  const [one, two] = await compose.read();
  expect(one?.launch.docker).toMatchObject({ memoryBytes: 64 * 1024 ** 2, pidsLimit: 6 });
  expect(two?.launch.docker).toMatchObject({ memoryBytes: 512 * 1024 ** 2, pidsLimit: 64 });
});
