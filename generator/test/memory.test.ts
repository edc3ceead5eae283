import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { StepResult } from '@framework-lab/protocol/load';
import { describe, expect, it } from 'vitest';
import { GcWatch } from '../src/generator-use.ts';
import { Step } from '../src/step.ts';
import { stepOrder } from './support/orders.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

describe('memory', () => {
  it('is flat under load: nothing is kept of a request that has ended', async () => {
    const server = createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const heapMb: number[] = [];
    const gc = new GcWatch();
    let onLive = (_index: number): void => {};
    const step = new Step(
      stepOrder(port, {
        ratePerSec: 4000,
        durationMs: 5000,
        connections: 32,
        timeoutMs: 3000,
        pacing: 'poisson',
      }),
      { live: ({ index }) => onLive(index), arrivals: () => {} },
      gc,
    );
    onLive = () => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      heapMb.push((heapUsed + arrayBuffers) / 1e6);
    };
    const { result }: { result: StepResult } = await step.run();
    gc.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(result.counts.ok).toBeGreaterThan(10_000);
    const [, second] = heapMb;
    // Up to 16,000 requests later: what was kept of each would be over 1.2 MB even at 80 bytes.
    expect((heapMb.at(-1) as number) - (second as number)).toBeLessThan(1.2);
  });
});
