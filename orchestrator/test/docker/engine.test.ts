import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cgroupFiles } from '../../src/adapters/docker/cgroup-files.ts';
import { describeEngine } from '../../src/adapters/docker/engine-facts.ts';
import { candidateSources, findEngine } from '../../src/adapters/docker/find-engine.ts';
import { engineNotes, fitness } from '../../src/adapters/docker/fitness.ts';
import { nodeOrder, testEngine, withContainers } from './engine-fixture.ts';

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
