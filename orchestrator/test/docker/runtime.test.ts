import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerContenders } from '../../src/adapters/docker/docker-runtime.ts';
import type { LabContainers } from '../../src/adapters/docker/lab-container.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import type { ContenderSpec, DockerLaunch } from '../../src/domain/contender.ts';
import type { StartOptions } from '../../src/ports/contender-runtime.ts';
import type { HttpProbe } from '../../src/ports/http-probe.ts';
import { NODE_IMAGE, nodeOrder, until, withContainers } from './engine-fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'framework-lab-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function spec(program: string, launch: Partial<DockerLaunch> = {}): ContenderSpec {
  const docker = {
    image: NODE_IMAGE,
    command: ['node', '-e', program],
    env: {},
    port: 8080,
    memoryBytes: 128 * 1024 ** 2,
    pidsLimit: 64,
    tmpfs: [],
    telemetry: false,
    ...launch,
  };
  return {
    id: 'tried',
    name: 'Tried',
    role: 'contender',
    launch: { docker },
    readinessPath: '/healthz',
    settings: { WORKERS: '1' },
    source: 'a test',
  };
}

function options(more: Partial<StartOptions> = {}): StartOptions {
  return {
    cpus: [1],
    launchName: 'tried-1',
    logFile: join(folder, 'tried-1.log'),
    readyTimeoutMs: 30_000,
    signal: new AbortController().signal,
    ...more,
  };
}

/** Asks from a container on the network, as the lab does: one answer's status for each question. */
async function statusProbe(containers: LabContainers): Promise<HttpProbe> {
  const answers: string[] = [];
  const asker = await containers.start(
    nodeOrder(
      'asker',
      `
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        const { host, port, wire } = JSON.parse(line);
        let text = '';
        const socket = require('node:net').connect({ host, port }, () => socket.write(wire));
        socket.on('data', (data) => { text += data; });
        socket.on('error', () => {});
        socket.on('close', () => console.log(text.split(' ')[1] ?? 'none'));
      });`,
      { role: 'probe', stdin: true, onStdoutLine: (line) => answers.push(line) },
    ),
  );
  return {
    exchange: async (address, wire) => {
      const asked = answers.length;
      asker.write(`${JSON.stringify({ ...address, wire: wire.toString() })}\n`);
      await until(() => answers.length > asked);
      const status = Number(answers[asked]);
      if (!status) throw new Error('no answer');
      return { status, headers: {}, body: Buffer.alloc(0) };
    },
  };
}

const silentProbe: HttpProbe = { exchange: () => Promise.reject(new Error('connection refused')) };

const SERVICE = `
  const { WORKERS, HOST, PORT } = process.env;
  let asked = 0;
  const worker = () => ({ pid: 1, completed: asked, inFlight: 0, openConnections: 0, spanMs: 1000, loopUtilisation: 0, loopDelayP99Ms: 0, gcShare: 0, rssMb: 1, cpuUs: 1 });
  const tell = (line) => console.log(JSON.stringify(line));
  process.on('SIGUSR2', () => tell({ type: 'second', reason: 'asked', completed: asked, workers: [worker()] }));
  process.on('SIGTERM', () => { console.error('bye'); process.exit(0); });
  require('node:http').createServer((request, response) => {
    asked += 1;
    response.statusCode = asked < 3 ? 503 : 200;
    response.end();
  }).listen(Number(PORT), HOST, () => tell({ type: 'listening', port: Number(PORT), node: process.version, workers: Array(Number(WORKERS)).fill(1) }));
`;

describe('a contender in a container', () => {
  it('is ready when it says so and answers, is pinned, counts, and ends politely', async () => {
    await withContainers(async (containers) => {
      const runtime = dockerContenders({
        containers,
        probe: await statusProbe(containers),
        clock: systemClock,
      });
      const contender = await runtime.start(spec(SERVICE, { telemetry: true }), options());
      expect(contender.address).toEqual({ host: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/), port: 8080 });
      expect(contender.started).toEqual({ node: 'v26.10.0', workers: 1, cpusVerified: true, notes: [] });
      // Two were refused before the one that made it ready.
      expect(await contender.countCompleted?.()).toBe(3);
      expect(await contender.sampleResources()).toMatchObject({
        processes: expect.any(Number),
        workers: [expect.objectContaining({ completed: 3 })],
      });
      await contender.stop();
      expect(await contender.exited).toMatchObject({ code: 0, byLab: true });
      expect(contender.lastLogLines(5)).toEqual(['bye']);
      expect(readFileSync(join(folder, 'tried-1.log'), 'utf8')).toBe('bye\n');
    });
  });

  it('that ends before it is ready shows its last lines, and keeps the rest', async () => {
    await withContainers(async (containers, engine) => {
      const runtime = dockerContenders({ containers, probe: silentProbe, clock: systemClock });
      const program = "for (let i = 0; i < 60; i++) console.error('line ' + i); process.exitCode = 3;";
      await expect(runtime.start(spec(program), options())).rejects.toMatchObject({
        code: 'LAB_CONTENDER_NOT_READY',
        message: expect.stringContaining('exited (code 3)'),
        seen: [
          ...[52, 53, 54, 55, 56, 57, 58, 59].map((i) => ['last', `line ${i}`]),
          ['log', join(folder, 'tried-1.log')],
        ],
      });
      expect(readFileSync(join(folder, 'tried-1.log'), 'utf8').split('\n')).toHaveLength(61);
      expect(await engine.listContainers({ 'framework-lab.run': containers.runId })).toEqual([]);
    });
  });

  it('that never answers, is cancelled, or has no image to run is an error, and nothing is left', async () => {
    await withContainers(async (containers, engine) => {
      const runtime = dockerContenders({ containers, probe: silentProbe, clock: systemClock });
      const idle = spec('setInterval(() => {}, 1000)');
      await expect(runtime.start(idle, options({ readyTimeoutMs: 500 }))).rejects.toMatchObject({
        code: 'LAB_CONTENDER_NOT_READY',
        seen: expect.arrayContaining([['saw', 'connection refused']]),
      });
      const cancel = new AbortController();
      const starting = runtime.start(idle, options({ signal: cancel.signal }));
      setTimeout(() => cancel.abort(new Error('enough')), 300);
      await expect(starting).rejects.toThrow('enough');
      await expect(runtime.start({ ...idle, launch: {} }, options())).rejects.toMatchObject({
        code: 'LAB_RUNTIME_UNAVAILABLE',
      });
      expect(await engine.listContainers({ 'framework-lab.run': containers.runId })).toEqual([]);
    });
  });

  it('that runs out of memory says so, while it starts and later', async () => {
    await withContainers(async (containers, engine) => {
      const runtime = dockerContenders({
        containers,
        probe: await statusProbe(containers),
        clock: systemClock,
      });
      const eat = 'const kept = []; for (;;) kept.push(Buffer.alloc(4 * 1024 * 1024, 1));';
      await expect(runtime.start(spec(eat), options())).rejects.toMatchObject({
        code: 'LAB_CONTENDER_OUT_OF_MEMORY',
        message: expect.stringContaining('128 MB'),
      });
      const later = `${SERVICE} process.on('SIGHUP', () => { ${eat} });`;
      await using contender = await runtime.start(
        spec(later, { telemetry: true }),
        options({ launchName: 'tried-2' }),
      );
      await contender.countCompleted?.();
      await engine.killContainer(`framework-lab-${containers.runId}-tried-2`, 'SIGHUP');
      expect(await contender.exited).toMatchObject({ signal: 'SIGKILL', byLab: false, outOfMemory: true });
    });
  });
});
