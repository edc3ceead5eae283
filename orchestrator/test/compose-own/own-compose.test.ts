import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ComposeConfig, parseComposeConfig } from '../../src/adapters/compose-own/compose-config.ts';
import { secondsOf } from '../../src/adapters/compose-own/compose-duration.ts';
import { dependencyOrder } from '../../src/adapters/compose-own/dependency-order.ts';
import { locator } from '../../src/adapters/compose-own/locate.ts';
import { ownContainer } from '../../src/adapters/compose-own/own-container.ts';
import {
  missingFolders,
  noPort,
  noSuchReset,
  portOf,
  unreadOverride,
  writableFolders,
} from '../../src/adapters/compose-own/own-findings.ts';
import { sourceOf } from '../../src/adapters/compose-own/own-source.ts';
import { unawaited, unsuitable } from '../../src/adapters/compose-own/unsuitable.ts';
import { containerOptions } from '../../src/adapters/docker/container-options.ts';
import type { OwnCompose } from '../../src/domain/own-service.ts';

/** As Compose 5 writes it. */
const config = (services: object, more: object = {}): ComposeConfig =>
  parseComposeConfig(JSON.stringify({ name: 'shop', services, ...more }));
const needs = (conditions: Readonly<Record<string, string>>): object => ({
  depends_on: Object.fromEntries(
    Object.entries(conditions).map(([id, condition]) => [id, { condition, required: true }]),
  ),
});
const own = (change: Partial<OwnCompose> = {}): OwnCompose => ({
  kind: 'compose',
  file: '/shop/docker-compose.yml',
  readinessPath: '/health',
  readyTimeoutS: 20,
  reset: null,
  env: {},
  port: null,
  ...change,
});
const FROM = { file: '/shop/docker-compose.yml' };

describe('what a service depends on', () => {
  it('comes after what it needs itself, each once, with the stricter of two conditions', () => {
    const { services } = config({
      api: { image: 'a', ...needs({ cache: 'service_started', migrate: 'service_completed_successfully' }) },
      migrate: { image: 'm', ...needs({ db: 'service_healthy', cache: 'service_healthy' }) },
      cache: { image: 'c', ...needs({ db: 'service_started' }) },
      db: { image: 'd' },
      other: { image: 'o', ...needs({ api: 'service_started' }) },
    });
    expect(dependencyOrder(services ?? {}, 'api')).toEqual([
      { id: 'db', awaited: 'healthy' },
      { id: 'cache', awaited: 'healthy' },
      { id: 'migrate', awaited: 'completed' },
    ]);
    expect(dependencyOrder(services ?? {}, 'db')).toEqual([]);
  });

  it('ends where a file goes round, and leaves out what is not there and not required', () => {
    const { services } = config({
      a: { image: 'a', ...needs({ b: 'service_started', gone: 'service_started' }) },
      b: { image: 'b', ...needs({ a: 'service_started' }) },
    });
    expect(dependencyOrder(services ?? {}, 'a')).toEqual([{ id: 'b', awaited: 'started' }]);
  });
});

describe('what a run cannot give', () => {
  const texts = (services: object, more: object = {}) => {
    const { refused, cautions } = unsuitable(config(services, more), Object.keys(services));
    const said = (findings: typeof refused) => findings.map(({ path }) => path.join('.'));
    return { refused: said(refused), cautions: said(cautions) };
  };

  it('is refused, all of it at once', () => {
    const api = {
      image: 'a',
      scale: 3,
      deploy: { replicas: 3 },
      network_mode: 'host',
      privileged: true,
      pid: 'host',
      ipc: 'host',
      devices: [{ source: '/dev/null' }],
      volumes: [{ type: 'volume', source: 'mine', target: '/data' }],
      secrets: [{ source: 'key' }],
      ...needs({ db: 'service_healthy' }),
    };
    const db = { image: 'd', healthcheck: { test: ['NONE'] } };
    const outside = {
      volumes: { mine: { name: 'mine', external: true } },
      secrets: { key: { environment: 'KEY' } },
    };
    expect(texts({ api, db }, outside).refused).toEqual([
      'services.api.deploy.replicas',
      'services.api.scale',
      'services.api.network_mode',
      'services.api.privileged',
      'services.api.pid',
      'services.api.ipc',
      'services.api.devices',
      'services.api.volumes.0',
      'services.api.secrets.0',
      'services.api.depends_on.db',
    ]);
  });

  it('is what its container would not have, or have of another machine', () => {
    const ours = `linux/${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const api = {
      image: 'a',
      pid: 'service:db',
      ipc: 'container:x',
      platform: 'linux/s390x',
      deploy: { resources: { reservations: { devices: [{ capabilities: ['gpu'] }] } } },
      volumes: [{ type: 'volume', source: 'data', target: '/data', volume: { subpath: 'a' } }],
    };
    expect(texts({ api, db: { image: 'd', platform: ours, ipc: 'shareable' } })).toEqual({
      refused: [
        'services.api.pid',
        'services.api.ipc',
        'services.api.platform',
        'services.api.deploy.resources.reservations.devices',
        'services.api.volumes.0',
      ],
      cautions: [],
    });
  });

  it('is told of a second file that Compose would have read by itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
    try {
      expect(unreadOverride(join(folder, 'compose.yaml'))).toBeNull();
      writeFileSync(join(folder, 'docker-compose.override.yml'), '');
      expect(unreadOverride(join(folder, 'docker-compose.yml'))).toBe('docker-compose.override.yml');
      expect(unreadOverride(join(folder, 'bench.yml'))).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is told where it is only done otherwise, and what is of no consequence is not', () => {
    const api = {
      image: 'a',
      command: null,
      ports: [{ target: 80, published: '8080' }],
      restart: 'unless-stopped',
      container_name: 'shop-api',
      cpus: 0.5,
      labels: { a: 'b' },
      logging: { driver: 'none' },
      privileged: false,
      scale: 1,
      deploy: { replicas: 1, resources: { limits: { cpus: 0.5, memory: '1000' } } },
      networks: { default: null, proxy: null },
      volumes: [
        { type: 'bind', source: '/srv/data', target: '/data' },
        { type: 'bind', source: '/srv/conf', target: '/conf', read_only: true },
        { type: 'volume', source: 'far', target: '/far' },
      ],
      blkio_config: { weight: 300 },
    };
    expect(
      texts(
        { api },
        { networks: { proxy: { external: true } }, volumes: { far: { driver_opts: { type: 'nfs' } } } },
      ),
    ).toEqual({
      refused: [],
      cautions: [
        'services.api.ports',
        'services.api.cpus',
        'services.api.deploy.resources.limits.cpus',
        'services.api.restart',
        'services.api.container_name',
        'services.api.blkio_config',
        'services.api.volumes.0',
        'services.api.volumes.2',
        'services.api.networks.proxy',
      ],
    });
  });

  it('names a dependency that nobody can await, and no other', () => {
    const file = config({
      api: {
        image: 'a',
        ...needs({
          db: 'service_started',
          cache: 'service_healthy',
          migrate: 'service_completed_successfully',
        }),
      },
      db: { image: 'd' },
      cache: { image: 'c' },
      migrate: { image: 'm' },
      queue: { image: 'q', healthcheck: { test: ['CMD', 'ping'] } },
    });
    const found = unawaited(file, ['db', 'cache', 'migrate', 'queue']);
    expect(found).toMatchObject([
      { path: ['services', 'db'], text: expect.stringContaining('no health check') },
    ]);
  });

  it('is a port that nobody names, a folder that is not there, a reset where nothing runs', () => {
    const file = config({
      api: {
        image: 'a',
        ports: [{ target: 80 }],
        expose: ['81'],
        ...needs({ db: 'service_started', migrate: 'service_completed_successfully' }),
      },
      migrate: { image: 'm' },
      db: {
        image: 'd',
        expose: ['53/udp'],
        volumes: [{ type: 'bind', source: '/nowhere/at/all', target: '/x' }],
      },
    });
    expect(portOf(own(), config({ api: { ports: [{ target: 80 }], expose: ['80/tcp'] } }), 'api')).toBe(80);
    expect(portOf(own({ port: 90 }), file, 'api')).toBe(90);
    expect(noPort(own(), file, 'api')[0]?.text).toMatch(/81 and 80.*--port 81/);
    expect(noPort(own(), file, 'db')[0]?.text).toMatch(/nothing of where it listens.*--port/);
    expect(noPort(own({ port: 90 }), file, 'api')).toEqual([]);
    expect(missingFolders(file, ['api', 'db'])).toMatchObject([{ path: ['services', 'db', 'volumes', 0] }]);
    const reset = (service: string | null) => own({ reset: { service, command: ['true'] } });
    expect(noSuchReset(reset('db'), ['api'], file)).toEqual([]);
    expect(noSuchReset(reset('cache'), ['api'], file)[0]?.text).toMatch(
      /cache, on which api does not depend/,
    );
    expect(noSuchReset(reset('migrate'), ['api'], file)[0]?.text).toMatch(
      /migrate, which has come to its end/,
    );
    expect(noSuchReset(reset(null), ['api'], file)[0]?.text).toMatch(/say in which/);
  });

  it('is a folder of the user that may be written to, of a dependency as well', () => {
    const folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
    try {
      const socket = join(folder, 'docker.sock');
      writeFileSync(socket, '');
      const bind = (source: string, more: object = {}) => ({ type: 'bind', source, target: '/x', ...more });
      const file = config({
        api: { volumes: [bind(folder, { read_only: true }), bind(socket)] },
        db: { volumes: [{ type: 'volume', source: 'data', target: '/data' }, bind(folder)] },
      });
      expect(writableFolders(file, ['api', 'db'])).toEqual([
        { path: ['services', 'db', 'volumes', 1], text: expect.stringMatching(/load would change.*:ro/) },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is shown by the line of the user’s own file, and without one where another file has it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
    try {
      const file = join(folder, 'docker-compose.yml');
      writeFileSync(file, 'include: [other.yml]\nservices:\n  api:\n    image: a\n    privileged: true\n');
      const locate = await locator(file, 'docker-compose.yml');
      expect(locate({ path: ['services', 'api', 'privileged'], text: 'no' })).toBe(
        'docker-compose.yml:5: services.api.privileged: no',
      );
      expect(locate({ path: ['services', 'api', 'scale'], text: 'no' })).toBe(
        'docker-compose.yml:3: services.api.scale: no',
      );
      expect(locate({ path: ['services', 'db', 'pid'], text: 'no' })).toBe(
        'docker-compose.yml: services.db.pid: (in a file that it includes) no',
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('its container', () => {
  const file = config(
    {
      api: {
        build: { context: '.' },
        command: ['sh', '-c', 'echo $$HOME'],
        entrypoint: null,
        environment: { A: 'a$$b', UNSET: null },
        mem_limit: '1000',
        deploy: { resources: { limits: { memory: '9', pids: 7 } } },
        tmpfs: ['/tmp'],
        volumes: [
          { type: 'volume', source: 'data', target: '/data' },
          { type: 'volume', target: '/anonymous' },
          { type: 'bind', source: '/srv', target: '/srv', read_only: true },
          { type: 'tmpfs', target: '/cache', tmpfs: { size: '100' } },
        ],
        secrets: [{ source: 'key' }],
        networks: { default: { aliases: ['front'] } },
        container_name: 'shop-api',
        ulimits: { nofile: 9, nproc: { soft: 1, hard: 2 } },
        extra_hosts: ['a=1.2.3.4'],
        healthcheck: { test: ['CMD', 'x'], interval: '1m', retries: 5, start_period: '1m30s' },
      },
    },
    { secrets: { key: { file: '/shop/key.txt' } } },
  );
  const container = ownContainer('api', file, FROM);

  it('is as its file says, with the dollars that Compose doubled', () => {
    expect(container).toMatchObject({
      aliases: ['api', 'shop-api', 'front'],
      image: 'shop-api',
      build: { ...FROM, service: 'api' },
      command: ['sh', '-c', 'echo $HOME'],
      env: { A: 'a$b' },
      memoryBytes: 1000,
      pidsLimit: 7,
      tmpfs: ['/tmp', '/cache:size=100'],
      mounts: [
        { kind: 'volume', name: 'data' },
        { kind: 'volume', name: null },
        { kind: 'bind', source: '/srv', readOnly: true },
        { kind: 'bind', source: '/shop/key.txt', target: '/run/secrets/key', readOnly: true },
      ],
      ulimits: [
        { name: 'nofile', soft: 9, hard: 9 },
        { name: 'nproc', soft: 1, hard: 2 },
      ],
      extraHosts: ['a:1.2.3.4'],
      health: { test: ['CMD', 'x'], limitS: 390 },
    });
    expect(container).not.toHaveProperty('entrypoint');
    expect(secondsOf('1h2m3.5s250ms')).toBe(3723.75);
  });

  it('has a source that changes with what its file says, of its database as well', () => {
    const source = (image: string) => {
      const db = ownContainer('db', config({ db: { image } }), FROM);
      return sourceOf('docker-compose.yml', 'api', {
        container,
        dependencies: [{ container: db, awaited: 'healthy' }],
        reset: null,
      });
    };
    expect(source('postgres:17')).toMatch(/^docker-compose\.yml#api@[0-9a-f]{12}$/);
    expect(source('postgres:17')).toBe(source('postgres:17'));
    expect(source('postgres:18')).not.toBe(source('postgres:17'));
  });

  it('is awaited for a minute at least, and ten at most', () => {
    const limitS = (healthcheck: object) =>
      ownContainer('db', config({ db: { image: 'd', healthcheck } }), FROM).health.limitS;
    expect(limitS({ test: ['CMD', 'x'], interval: '1s' })).toBe(60);
    expect(limitS({ test: ['CMD', 'x'], start_period: '10h' })).toBe(600);
  });

  it('has none of our contenders’ isolation, and all of the run’s', () => {
    const body = containerOptions(
      {
        role: 'dependency',
        name: 'api-1-api',
        image: container.image,
        env: container.env,
        cpus: [1],
        memoryBytes: null,
        pidsLimit: null,
        own: container,
        volumes: 'framework-lab-r-api-1',
        signal: new AbortController().signal,
      },
      { labels: { l: 'v' }, network: 'n', imageUser: '', raiseOpenFiles: true },
    );
    expect(body).not.toHaveProperty('User');
    expect(body).toMatchObject({
      Labels: { l: 'v' },
      Healthcheck: { Test: ['NONE'] },
      NetworkingConfig: { EndpointsConfig: { n: { Aliases: ['api', 'shop-api', 'front'] } } },
      HostConfig: {
        NetworkMode: 'n',
        CpusetCpus: '1',
        ReadonlyRootfs: false,
        CapDrop: [],
        SecurityOpt: [],
        Privileged: false,
        PublishAllPorts: false,
        Tmpfs: { '/tmp': '', '/cache': 'size=100' },
        Mounts: [
          { Type: 'volume', Source: 'framework-lab-r-api-1-data', VolumeOptions: { Labels: { l: 'v' } } },
          { Type: 'volume', Target: '/anonymous' },
          { Type: 'bind', Source: '/srv', ReadOnly: true },
          { Type: 'bind', Source: '/shop/key.txt', ReadOnly: true },
        ],
      },
    });
    expect(body['HostConfig']).not.toHaveProperty('Memory');
    expect(body['HostConfig']).not.toHaveProperty('PidsLimit');
  });
});
