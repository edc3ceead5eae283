import { expect, it } from 'vitest';
import { withContender } from './started-contender.ts';
import { cpus, getRequest, offer, openGenerator, story, type TruthResult } from './truth-lab.ts';

/**
 * Services whose bottleneck is known because it was caused. Noise may be the answer, since there may
 * be some; another cause in the service never.
 */
const NOISE = ['host-noise', 'generator'];
const odd = { id: 'odd-service', entry: 'orchestrator/test/truth/odd-service.ts', workers: 1 };
const bare = { id: 'node-http', entry: 'services/node-http/src/main.ts', workers: 1 };

interface Cause {
  readonly service: Parameters<typeof withContender>[0];
  readonly path: string;
  readonly ratePerSec: number;
  readonly leadInS?: number;
}

function caused({ service, path, ratePerSec, leadInS = 0.5 }: Cause): Promise<TruthResult> {
  return withContender(service, async (contender) => {
    await using generator = await openGenerator();
    const step = {
      ratePerSec,
      durationS: 3,
      leadInS,
      timeoutMs: 700,
      requests: [getRequest('all', path)],
    };
    return await offer(generator, contender.address.port, { ...step, contender });
  });
}

function expectLabel(result: TruthResult, label: string): void {
  expect(result.record.verdict, story(result)).not.toBe('held');
  expect([label, ...NOISE], story(result)).toContain(result.record.bottleneck?.label);
}

// With one CPU the generator is a part of what the service competes with.
const hasTwoCpus = cpus.server[0] !== cpus.load[0];

it.runIf(hasTwoCpus)(
  'four workers that compute on one CPU are service-cpu, though each waits for the others',
  async () => {
    const service = { ...bare, workers: 4 };
    expectLabel(await caused({ service, path: '/api/hash?rounds=5000', ratePerSec: 600 }), 'service-cpu');
  },
);

// One after another: on one server CPU they would be each other's noise.
it.runIf(hasTwoCpus).each([
  ['waits', 'service-wait', { service: bare, path: '/api/wait?ms=120', ratePerSec: 100 }],
  // As long as a blocked worker takes to answer: what it tells must be of load only.
  ['blocks', 'service-blocked', { service: odd, path: '/block', ratePerSec: 100, leadInS: 2 }],
  ['is silent', 'service-stalled', { service: odd, path: '/silence', ratePerSec: 50 }],
] as const)('a service that %s is %s', async (_what, label, cause) => {
  expectLabel(await caused(cause), label);
});
