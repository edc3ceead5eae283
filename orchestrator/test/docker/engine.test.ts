import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cgroupFiles } from '../../src/adapters/docker/cgroup-files.ts';
import { dockerReaper } from '../../src/adapters/docker/docker-reaper.ts';
import { describeEngine } from '../../src/adapters/docker/engine-facts.ts';
import { candidateSources, findEngine } from '../../src/adapters/docker/find-engine.ts';
import { engineNotes, fitness } from '../../src/adapters/docker/fitness.ts';
import { openContainers } from '../../src/adapters/docker/lab-containers.ts';
import { ownIdentity } from '../../src/adapters/docker/owner.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { hasOpenssl, makeCertificates, tcpFront } from '../docker-adapter/fixtures/tcp-front.ts';
import { nodeOrder, testEngine, testRunId, withContainers } from './engine-fixture.ts';

describe('the engine of this machine', () => {
  it('says what it is, and is fit to measure on', async () => {
    const { facts } = await testEngine();
    expect(facts).toMatchObject({
      kind: 'docker',
      osType: 'linux',
      version: expect.stringMatching(/^v?\d+\.\d+/),
      apiVersion: expect.stringMatching(/^1\.\d+$/),
      cgroupVersion: expect.stringMatching(/^[12]$/),
      canPin: true,
      canLimitMemory: true,
      canLimitPids: true,
    });
    expect(facts.cpuCount).toBeGreaterThanOrEqual(2);
    expect(describeEngine(facts)).toMatch(/^Docker Engine \S+, cgroup v[12]/);
    expect(fitness(facts)).toBeNull();
    expect(engineNotes(facts)).toEqual([]);
  });

  it('is found again by DOCKER_HOST alone', async () => {
    const { address, facts } = await testEngine();
    const host =
      address.kind === 'socket' ? `unix://${address.path}` : `tcp://${address.host}:${address.port}`;
    const found = await findEngine(candidateSources({ ...process.env, DOCKER_HOST: host }));
    expect('engine' in found && found.engine.facts).toEqual(facts);
  });

  it('is on this kernel when the first process of a container can be seen here', async () => {
    await withContainers(async (containers, engine) => {
      const container = await containers.start(nodeOrder('seen', 'setInterval(() => {}, 1000)'));
      const { pid, id } = await engine.inspectContainer(container.id);
      const cgroup = (() => {
        try {
          return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
        } catch {
          return '';
        }
      })();
      // Not seeing it says nothing: the lab may run in a container itself.
      if (cgroupFiles(cgroup, id) !== null) expect(engine.facts.onThisKernel).toBe(true);
      expect(await container.allowedCpus()).toEqual([0]);
    });
  });
});

describe('an engine behind a port', () => {
  /** Finds it there, talks to a container through it, and has its reaper remove another one. */
  async function tryThrough(port: number, env: Record<string, string>): Promise<void> {
    const found = await findEngine(candidateSources({ ...env, DOCKER_HOST: `tcp://127.0.0.1:${port}` }));
    if ('tried' in found) throw new Error(JSON.stringify(found.tried));
    const { engine } = found;
    // What is behind a port may be anywhere.
    expect(engine.facts.onThisKernel).toBe(false);
    const owner = await ownIdentity(engine);
    const reaper = dockerReaper(engine.address, owner);
    const runId = testRunId();
    await using containers = await openContainers(engine, { runId, owner, reaper, clock: systemClock });
    const lines: string[] = [];
    const onStdoutLine = (line: string) => void lines.push(line);
    const echoes = await containers.start(
      nodeOrder('echoes', 'process.stdin.pipe(process.stdout)', { stdin: true, onStdoutLine }),
    );
    echoes.write('hello\n');
    echoes.endInput();
    expect(await echoes.exited).toMatchObject({ code: 0 });
    expect(lines).toEqual(['hello']);
    await reaper[Symbol.asyncDispose]();
    expect(await engine.listContainers({ 'framework-lab.run': runId })).toEqual([]);
  }

  async function socketPath(): Promise<string> {
    const { address } = await testEngine();
    if (address.kind !== 'socket') throw new Error('these tests need an engine on a socket');
    return address.path;
  }

  it('is used as one on a socket is, its reaper included', async () => {
    await using front = await tcpFront(await socketPath(), null);
    await tryThrough(front.port, {});
  });

  it.runIf(hasOpenssl())('is used with the certificates of the docker CLI, and not without', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
    try {
      const client = makeCertificates(folder);
      await using front = await tcpFront(await socketPath(), folder);
      await tryThrough(front.port, { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: client });
      await expect(tryThrough(front.port, {})).rejects.toThrow(/tried|where/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
