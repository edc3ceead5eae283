// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose's variables
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../src/adapters/compose/check-file.ts';
import { readComposeContenders } from '../../src/adapters/compose/compose-contenders.ts';
import { type Environment, interpolate } from '../../src/adapters/compose/interpolate.ts';
import { readYamlTree } from '../../src/adapters/compose/yaml-tree.ts';
import { docker, ROOT } from '../compose/compose-project.ts';

interface ComposeService {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly cpuset?: string;
  readonly mem_limit?: string;
  readonly pids_limit?: number;
  readonly user?: string;
  readonly tmpfs?: readonly string[];
  readonly profiles?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly privileged?: boolean;
  readonly volumes?: readonly { readonly source: string }[];
  readonly networks: Readonly<Record<string, unknown>>;
  readonly ports?: readonly {
    readonly host_ip: string;
    readonly published: string;
    readonly target: number;
  }[];
}

async function composeReads(env: Readonly<Record<string, string>>, cwd = ROOT) {
  const { code, stdout, stderr } = await docker(['compose', '--profile', '*', 'config', '--format', 'json'], {
    env,
    cwd,
  });
  expect({ code, stderr }, 'nothing alarming').toEqual({ code: 0, stderr: '' });
  // What it prints can be read as a Compose file again, so a dollar sign stands there twice.
  return JSON.parse(stdout.replaceAll('$$', () => '$')) as {
    readonly services: Readonly<Record<string, ComposeService>>;
  };
}

function weRead(text: string, env: Environment) {
  const { value, findings } = readYamlTree(text, (part) => interpolate(part, env));
  expect(findings).toEqual([]);
  return value;
}

const OTHER = {
  LAB_SERVER_CPUS: '0-1',
  LAB_HOUSEKEEPING_CPUS: '1',
  LAB_EXPRESS_PORT: '4001',
  LAB_KOA_PORT: '',
  LAB_NODE_HTTP_PORT: '4004',
  LAB_COMMIT: 'abc',
};

describe.each([
  ['nothing set', {}],
  ['other CPUs and ports', OTHER],
])('docker-compose.yml, read by Compose and by us, with %s', (_what, env) => {
  it('is the same for every contender', async () => {
    const { services } = await composeReads(env);
    const specs = await readComposeContenders(ROOT, { file: undefined, cwd: ROOT, env });
    const file = checkFile(weRead(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), env));
    expect(specs.length).toBeGreaterThan(3);
    for (const { id, settings, launch } of specs) {
      const theirs = services[id] as ComposeService;
      const { docker: ours } = launch;
      expect(
        {
          image: ours?.image,
          environment: { ...ours?.env, ...settings },
          memory: ours?.memoryBytes,
          pids: ours?.pidsLimit,
          user: ours?.user,
          tmpfs: ours?.tmpfs,
        },
        id,
      ).toEqual({
        image: theirs.image,
        environment: theirs.environment,
        memory: Number(theirs.mem_limit),
        pids: theirs.pids_limit,
        user: theirs.user,
        tmpfs: theirs.tmpfs,
      });
      // What only a person who pokes has, and so no spec.
      const read = file.contenders.find(([other]) => other === id)?.[1];
      expect({ cpuset: read?.cpuset, profiles: read?.profiles, ports: read?.ports }, id).toEqual({
        cpuset: theirs.cpuset,
        profiles: theirs.profiles,
        ports: theirs.ports?.map(({ host_ip, published, target }) => `${host_ip}:${published}:${target}`),
      });
    }
    const behindTheProfile = Object.entries(services).filter(([, { profiles }]) =>
      profiles?.includes('contenders'),
    );
    expect(specs.map(({ id }) => id).sort()).toEqual(behindTheProfile.map(([id]) => id).sort());
    if ('LAB_SERVER_CPUS' in env) {
      expect(services['influxdb']?.cpuset).toBe('1');
      expect(services['express']).toMatchObject({ cpuset: '0-1', ports: [{ published: '4001' }] });
    }
  });
});

it('starts three services without a profile, hardens every one, and publishes on loopback only', async () => {
  const { services } = await composeReads({});
  const plain = Object.entries(services).filter(([, { profiles }]) => profiles === undefined);
  expect(plain.map(([name]) => name).sort()).toEqual(['grafana', 'influxdb', 'welcome']);
  for (const [name, service] of Object.entries(services)) {
    expect(service.cap_add ?? [], name).toEqual(name === 'lab' ? ['DAC_OVERRIDE'] : []);
    expect(service, name).toMatchObject({
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      read_only: true,
      pids_limit: expect.any(Number),
    });
    expect(service.privileged ?? false, name).toBe(false);
    for (const { host_ip } of service.ports ?? []) expect(host_ip, name).toBe('127.0.0.1');
    // The lab alone is for that, behind a profile of its own.
    if (name !== 'lab') {
      for (const { source } of service.volumes ?? []) expect(source, name).not.toContain('docker.sock');
    }
    const network = name === 'lab' || plain.some(([other]) => other === name) ? 'metrics' : 'contenders';
    expect(Object.keys(service.networks), name).toEqual([network]);
  }
});

it('fills in variables and merges maps as Compose does', async () => {
  const forms = ['${SET}', '${SET:-a}', '${SET-a}', '${EMPTY:-a}', '${EMPTY-a}', '${UNSET:-a}', '${UNSET-a}'];
  const more = ['${UNSET:-}', '$$', '$${SET}', 'x${SET}y$$z${UNSET:-a-b:c d}', '${UNSET:-127.0.0.1}:1'];
  const text = `
x-small: &small { user: "5:5", mem_limit: 64m, cpuset: "1" }
x-large: &large { user: "6:6", mem_limit: 1.5g, pids_limit: 7 }
x-both: &both { cpuset: "2", <<: [*small, *large] }
services:
  forms:
    image: a:1
    environment:
${[...forms, ...more].map((form, i) => `      FORM_${i}: "${form}"`).join('\n')}
  merged: { pids_limit: 9, <<: *both, image: "a:1" }
  ordered: { <<: [*large, *small], image: "a:1" }
`;
  const env = { SET: 'value', EMPTY: '' };
  const folder = mkdtempSync(join(tmpdir(), 'framework-lab-compose-'));
  try {
    writeFileSync(join(folder, 'docker-compose.yml'), text);
    const theirs = (await composeReads(env, folder)).services;
    const ours = (weRead(text, env) as { services: Readonly<Record<string, ComposeService>> }).services;
    expect(ours['forms']?.environment).toEqual(theirs['forms']?.environment);
    for (const name of ['merged', 'ordered']) {
      const { user, cpuset, pids_limit } = theirs[name] as ComposeService;
      expect(ours[name], name).toMatchObject({ user, cpuset, pids_limit });
    }
    expect([theirs['merged']?.user, theirs['ordered']?.user]).toEqual(['5:5', '6:6']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
