import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectNoStack, jsonOf } from '../e2e/lab-cli.ts';
import { testEngine } from './engine-fixture.ts';
import { countsAddUp, DockerHome, LAB, nothingLeftOf } from './lab-home.ts';

describe('a run on an engine', LAB, () => {
  it('that auto took: the record says all of it, and nothing is left', async () => {
    await using home = new DockerHome({ contenders: ['works'] });
    const env = { LAB_RUNTIME: 'auto' };
    const ended = await home.complete(['--blocks', '5', '--rates', '200', '--step', '1s'], { env });
    // On a noisy machine not one step may be valid; then the lab says so.
    expect([0, 5], ended.stderr).toContain(ended.code);
    expectNoStack(ended.stderr);
    expect(ended.stderr).toMatch(/Docker was taken: an engine answers/);
    expect(ended.stdout).toContain('docker · builtin generator');
    await nothingLeftOf(ended.lab);

    const [folder = ''] = home.runs();
    const record = home.record();
    const { facts } = await testEngine();
    expect(record).toMatchObject({
      state: 'finished',
      runtime: 'docker',
      engine: { version: facts.version, apiVersion: facts.apiVersion, local: facts.onThisKernel },
      generator: { name: 'builtin', k6CleanLimitPerSec: null },
    });
    expect(record.images.map(({ tag }) => tag).sort()).toEqual([
      'framework-lab-test/odd:docker',
      expect.stringMatching(/^framework-lab\/generator:\d/),
    ]);
    const { commit, dirty } = record.lab;
    const revision = commit === null ? 'unknown' : dirty ? `${commit}-dirty` : commit;
    for (const image of record.images) {
      expect(image).toMatchObject({ id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), revision });
    }
    expect(record.launches).toHaveLength(5);
    for (const launch of record.launches) {
      expect(launch).toMatchObject({
        state: 'ok',
        contract: 'verified',
        cpusVerified: true,
        cpus: record.cpus.server,
        workers: 1,
        node: expect.stringMatching(/^v\d+\./),
      });
    }
    expect(new Set(record.steps.map(({ block }) => block)).size).toBe(5);
    expect(countsAddUp(record.steps)).toBe(true);
    expect(readFileSync(join(folder, 'metrics.lp'), 'utf8')).toMatch(/^lab_step,.*run=/m);
    expect(existsSync(join(folder, 'logs/works-5.log'))).toBe(true);

    const starts = timesBetween(home, 'start', 'verify');
    const verified = timesBetween(home, 'start', 'warm-up');
    expect(starts).toHaveLength(5);
    process.stdout.write(
      `median of 5: ready ${median(starts)} ms after its start, contract verified after ${median(verified)} ms\n`,
    );
  });
});

describe('doctor', LAB, () => {
  it('tells in a row each what Docker has, and changes nothing', async () => {
    await using home = new DockerHome();
    const { code, stdout, stderr } = await home.lab(['doctor', '--output', 'json']);
    const rows = jsonOf(stdout) as { id: string; severity: string; found: string }[];
    expect([0, 3], stderr).toContain(code);
    const { facts } = await testEngine();
    const row = (id: string) => rows.find((one) => one.id === id);
    expect(row('docker')).toMatchObject({ severity: 'ok', found: expect.stringContaining(facts.version) });
    expect(row('compose')?.found).toMatch(/^v?\d+\.\d+/);
    expect(row('images')?.found).toMatch(/^\d+ of \d+/);
    expect(row('stack-ports')?.found).toMatch(/\d+ Grafana: .* · \d+ InfluxDB: /);
  });

  it('says of an engine that is not there where it looked, and does not mind', async () => {
    await using home = new DockerHome();
    const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' };
    const { stdout } = await home.lab(['doctor', '--output', 'json'], { env });
    const rows = jsonOf(stdout) as { id: string; severity: string; found: string }[];
    const docker = rows.find(({ id }) => id === 'docker');
    expect(docker?.found).toContain('DOCKER_HOST unix:///nowhere/docker.sock: nothing there');
    expect(docker?.severity).toBe('ok');
  });
});

/** For each launch, from the one phase to the other, in ms. */
function timesBetween(home: DockerHome, from: string, to: string): number[] {
  const events = home.events().filter((event) => event.type === 'phase');
  return events
    .filter(({ phase }) => phase === from)
    .flatMap((begun) => {
      const end = events.find(({ phase, launch }) => phase === to && launch === begun.launch);
      return end === undefined ? [] : [Math.round(end.atMs - begun.atMs)];
    });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
