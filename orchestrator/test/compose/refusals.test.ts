// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's variables
import { expect, it } from 'vitest';
import { COMMON, ComposeFolder } from './compose-file.ts';

const one = (rest = ''): string => `${COMMON}
services:
  one:
    <<: *common
${rest}    x-lab: { <<: *lab, name: One }
`;

it.each([
  ['colour: red', 'some.yml:17: services.one.colour: unknown key'],
  ['cpusets: "0"', 'services.one.cpusets: unknown key; did you mean cpuset?'],
  ['volumes: ["/:/host"]', 'services.one.volumes: a contender cannot have this'],
  ['privileged: true', 'services.one.privileged: a contender cannot have this'],
  ['pids_limit: many', 'services.one.pids_limit: must be a whole number'],
  ['pids_limit: 0', 'services.one.pids_limit: must be above 0'],
  ['mem_limit: lots', 'services.one.mem_limit: must be a size'],
  ['user: root', 'services.one.user: must be a user, and not root'],
  ['user: "0:1000"', 'services.one.user: must be a user, and not root'],
  ['user: 1000', 'services.one.user: must be text'],
  ['read_only: false', 'services.one.read_only: must be true'],
  ['cap_drop: [NET_RAW]', 'services.one.cap_drop'],
  ['security_opt: []', 'services.one.security_opt: must be ["no-new-privileges:true"]'],
  ['profiles: []', 'services.one.profiles: must name contenders'],
  ['image: untagged', 'services.one.image: must be an image with its tag'],
  ['image: [a]', 'services.one.image: must be text'],
  ['ports: ["3001:8080"]', 'services.one.ports.0: must be 127.0.0.1:'],
  ['ports: ["0.0.0.0:3001:8080"]', 'services.one.ports.0: must be 127.0.0.1:'],
  ['ports: ["127.0.0.1:3001:80"]', 'services.one.ports: must publish the PORT'],
  ['tmpfs: [/tmp:size=1g]', 'services.one.tmpfs.0: must be a path'],
  ['tmpfs: /tmp', 'services.one.tmpfs: must be a list'],
  ['cpuset: first', 'services.one.cpuset: must be a list of CPUs'],
  ['environment: { PORT: 1, HOST: 127.0.0.1 }', 'services.one.environment.HOST: must be 0.0.0.0'],
  ['environment: { HOST: 0.0.0.0 }', 'services.one.environment.PORT: is missing'],
  ['environment: { <<: *settings, A: 1.5 }', 'services.one.environment.A: must be a whole number or text'],
  ['environment: { <<: *settings, A: yes, B: true }', 'services.one.environment.B: must be a whole number'],
  ['environment: { <<: *settings, A: }', 'services.one.environment.A: must be a whole number or text'],
  ['environment: ["HOST=0.0.0.0"]', 'services.one.environment: must be a map'],
  ['command: $COMMAND', 'some.yml:17: services.one.command: "$COMMAND" is not a form'],
])('refuses %s, by line and key', async (line, problem) => {
  using compose = new ComposeFolder(one(`    ${line}\n`));
  const problems = await compose.problems();
  expect(problems.join('\n')).toContain(problem);
  for (const text of problems) expect(text).toMatch(/^some\.yml:17: services\.one/);
});

it.each([
  ['nmae: x', 'x-lab.nmae: unknown key'],
  ['role: hero', 'x-lab.role: must be contender or yardstick'],
  ['readiness: healthz', 'x-lab.readiness: must be a path'],
  ['routes: [/api/dummy]', 'x-lab.routes.0: must be a method and a path'],
  ['telemetry: "true"', 'x-lab.telemetry: must be true or false'],
  ['framework: express', 'x-lab.framework: must be a map'],
  ['process: { entry: a.ts, command: [a] }', 'x-lab.process: must have either an entry or a command'],
  ['process: {}', 'x-lab.process: must have either an entry or a command'],
  ['process: { entry: a.ts, cwd: b }', 'x-lab.process: cwd goes with a command only'],
])('refuses x-lab with %s', async (line, problem) => {
  using compose = new ComposeFolder(
    `${COMMON}services:\n  one: { <<: *common, x-lab: { <<: *lab, name: One, ${line} } }\n`,
  );
  expect(await compose.problems()).toEqual([expect.stringContaining(`some.yml:14: services.one.${problem}`)]);
});

it('says what is missing at the line of the block', async () => {
  using compose = new ComposeFolder('services:\n  other: { image: "a:1" }\n  one:\n    x-lab: {}\n');
  const problems = await compose.problems();
  expect(problems).toContain('some.yml:3: services.one.image: is missing; it must be text');
  expect(problems).toContain('some.yml:4: services.one.x-lab.name: is missing; it must be text');
  expect(problems).toContain('some.yml:3: services.one.read_only: is missing; it must be true');
  expect(problems).toContain(
    'some.yml:3: services.one.mem_limit: is missing; it must be a size such as 512m',
  );
});

it('tells everything that is wrong at once, in the order of the lines', async () => {
  using compose = new ComposeFolder(
    [
      'vesion: "3"',
      'x-anything: { goes: here }',
      ...COMMON.split('\n').slice(0, -1),
      'services:',
      '  odd:',
      '    imge: a:1',
      '  Shouting: { <<: *common, x-lab: { <<: *lab, name: Loud } }',
      '  nothing:',
      '  one: { <<: *common, x-lab: { <<: *lab, name: Same } }',
      '  two: { <<: *common, x-lab: { <<: *lab, name: Same } }',
      'volumes: { a: "${B:?no}" }',
      '',
    ].join('\n'),
  );
  expect(await compose.problems()).toEqual([
    'some.yml:1: vesion: unknown key',
    'some.yml:16: services.odd: must have an image or a build',
    'some.yml:17: services.odd.imge: unknown key; did you mean image?',
    'some.yml:18: services.Shouting: must be of lower-case letters, digits and dashes',
    'some.yml:19: services.nothing: must be a map',
    'some.yml:21: services.two.x-lab.name: one has the name "Same", too',
    expect.stringMatching(/^some\.yml:22: volumes\.a: "\$\{B:\?no\}" is not a form/),
  ]);
});

it.each([
  ['broken YAML', 'services:\n  one: [\n', 'some.yml:3: '],
  [
    'a key twice',
    'services:\n  one: { image: "a:1" }\n  one: { image: "b:1" }\n',
    'some.yml:3: Map keys must be unique',
  ],
  ['an alias of nothing', 'services:\n  one: *nothing\n', 'some.yml:2: '],
  ['a merge of no map', 'x-a: &a text\nservices:\n  one: { <<: *a, image: "a:1" }\n', '<< must name a map'],
  [
    'a tag of Compose',
    'services:\n  one: { image: "a:1", ports: !reset [] }\n',
    'some.yml:2: Unresolved tag: !reset',
  ],
  ['no file of services', '- a\n', 'some.yml: is not a map of services'],
  ['an empty file', '', 'some.yml: is not a map of services'],
  ['no services', 'name: x\n', 'some.yml: services: must be a map of services'],
  [
    'no contender',
    'services:\n  one: { image: "a:1" }\n',
    'some.yml:1: services: no service has an x-lab block',
  ],
  [
    'aliases that grow without bound',
    `x-0: &a0 [1,1,1,1,1,1,1,1,1,1]\n${[1, 2, 3, 4, 5, 6, 7].map((i) => `x-${i}: &a${i} [${Array(10).fill(`*a${i - 1}`)}]\n`).join('')}`,
    'too many values',
  ],
])('refuses %s', async (_what, text, problem) => {
  using compose = new ComposeFolder(text);
  expect((await compose.problems()).join('\n')).toContain(problem);
});

it('says which file is not there', async () => {
  using compose = new ComposeFolder('');
  const missing = compose.read.call({ folder: `${compose.folder}/not-there` } as ComposeFolder);
  await expect(missing).rejects.toMatchObject({
    code: 'LAB_CATALOGUE_INVALID',
    seen: [['problem', expect.stringContaining('ENOENT')]],
    fix: [expect.stringContaining('some.yml'), expect.stringContaining('LAB_CONTENDERS')],
  });
});
