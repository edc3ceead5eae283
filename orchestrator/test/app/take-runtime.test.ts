import { describe, expect, it } from 'vitest';
import type { LabApp } from '../../src/app/lab-app.ts';
import { type RuntimeRequest, takeRuntime } from '../../src/app/take-runtime.ts';
import type { ErrorCode } from '../../src/domain/error-codes.ts';
import { LabError } from '../../src/domain/errors.ts';
import type { Runtime } from '../../src/ports/runtime.ts';

interface Faults {
  /** What finding the engine, holding CPUs or preparing fails with, on docker. */
  readonly find?: ErrorCode;
  readonly lock?: ErrorCode;
  readonly prepare?: ErrorCode;
  /** What the trial container answers with; 200 unless given. */
  readonly trial?: ErrorCode;
}

/** Two runtimes that write down what was done with them, and in which order. */
function world(faults: Faults = {}): { readonly app: LabApp; readonly log: string[] } {
  const log: string[] = [];
  const fail = (code: ErrorCode | undefined): void => {
    if (code !== undefined) throw new LabError(code, `it went wrong with ${code}`);
  };
  const runtime = (name: Runtime['name'], generators: Runtime['generators']): Runtime => ({
    name,
    description: name,
    generators,
    engine: null,
    notes: [],
    locks: {
      acquire: async () => {
        if (name === 'docker') fail(faults.lock);
        log.push(`${name} locks`);
        return { [Symbol.asyncDispose]: async () => void log.push(`${name} unlocks`) };
      },
      held: async () => [],
    },
    prepare: async (request) => {
      if (name === 'docker') fail(faults.prepare);
      log.push(`${name} prepares ${request.generators.join(' and ')}`);
      return { specs: [], images: [], programs: [] };
    },
    open: async () => ({
      contenders: { name, start: () => Promise.reject(new Error('none')) },
      probe: {
        exchange: async () => {
          log.push('trial');
          fail(faults.trial);
          return { status: 200, headers: {}, body: Buffer.alloc(0) };
        },
      },
      generator: () => {
        throw new Error('none');
      },
      startNullResponder: async () => ({
        target: { address: '10.0.0.2', port: 1 },
        [Symbol.asyncDispose]: async () => undefined,
      }),
      [Symbol.asyncDispose]: async () => void log.push('trial removed'),
    }),
    endLeftovers: async () => [],
  });
  const docker = runtime('docker', ['builtin', 'k6']);
  const app = {
    processes: runtime('process', ['builtin']),
    docker: async () => {
      fail(faults.find);
      return docker;
    },
    retreat: () => undefined,
    startGuard: async () => ({ watch() {}, forget() {}, [Symbol.asyncDispose]: async () => undefined }),
    sitting: { get: () => null, put: () => undefined },
    freshSeed: () => 7,
  };
  return { app: app as unknown as LabApp, log };
}

function request(
  runtime: RuntimeRequest['settings']['runtime'],
  generator: RuntimeRequest['settings']['generator'] = 'auto',
): RuntimeRequest {
  return {
    settings: { runtime, generator },
    specs: [],
    cpus: { server: [0], load: [1], housekeeping: [1], rankable: true, notes: [] },
    purpose: 'test',
    progress: () => undefined,
    signal: new AbortController().signal,
  };
}

describe('auto', () => {
  it('takes docker once a trial container has answered', async () => {
    const { app, log } = world();
    const said: string[] = [];
    const taken = await takeRuntime(app, { ...request('auto'), progress: (text) => void said.push(text) });
    expect(taken.runtime.name).toBe('docker');
    expect(said).toEqual([`Docker was taken: ${taken.why}`]);
    expect(log).toEqual(['docker locks', 'docker prepares builtin and k6', 'trial', 'trial removed']);
  });

  it('takes processes without a word in the report where there is no engine', async () => {
    const { app } = world({ find: 'LAB_DOCKER_UNREACHABLE' });
    const taken = await takeRuntime(app, request('auto'));
    expect([taken.runtime.name, taken.warnings]).toEqual(['process', []]);
    expect(taken.why).toContain('Docker was not taken');
  });

  it.each([
    [{ find: 'LAB_DOCKER_UNFIT' }],
    [{ prepare: 'LAB_BUILD_FAILED' }],
    [{ prepare: 'LAB_IMAGE_UNAVAILABLE' }],
    [{ trial: 'LAB_PINNING_NOT_HONOURED' }],
  ] as [Faults][])('takes processes and warns where docker does not work: %j', async (faults) => {
    const { app, log } = world(faults);
    const taken = await takeRuntime(app, request('auto'));
    expect(taken.runtime.name).toBe('process');
    expect(taken.warnings.map(({ code }) => code)).toEqual(Object.values(faults));
    // What docker held is given back before processes take the same CPUs.
    const held = log.filter((line) => line.endsWith('locks'));
    if (held[0] === 'docker locks') expect(held).toEqual(['docker locks', 'docker unlocks', 'process locks']);
  });

  it('does not go around another lab that holds the CPUs', async () => {
    const { app, log } = world({ lock: 'LAB_CPUS_BUSY' });
    await expect(takeRuntime(app, request('auto'))).rejects.toMatchObject({ code: 'LAB_CPUS_BUSY' });
    expect(log).toEqual([]);
  });

  it('does not take processes when k6 was asked for', async () => {
    const { app } = world({ find: 'LAB_DOCKER_UNREACHABLE' });
    await expect(takeRuntime(app, request('auto', 'k6'))).rejects.toMatchObject({
      code: 'LAB_DOCKER_UNREACHABLE',
    });
  });
});

describe('a runtime that was asked for', () => {
  it('is that one or an error', async () => {
    const broken = world({ find: 'LAB_DOCKER_UNREACHABLE' });
    await expect(takeRuntime(broken.app, request('docker'))).rejects.toMatchObject({
      code: 'LAB_DOCKER_UNREACHABLE',
    });
    const { app, log } = world();
    expect((await takeRuntime(app, request('process'))).runtime.name).toBe('process');
    expect(log).toEqual(['process locks', 'process prepares builtin']);
  });

  it('without Docker offers no k6', async () => {
    const { app } = world();
    await expect(takeRuntime(app, request('process', 'k6'))).rejects.toMatchObject({
      code: 'LAB_GENERATOR_UNAVAILABLE',
    });
  });
});
