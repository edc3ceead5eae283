import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { stepOrder } from './support/orders.ts';
import { runStep } from './support/run-step.ts';

describe('live windows', () => {
  it('end with the load, also within a second: what is answered in the drain is not of the load', async () => {
    const server = createServer((_, response) => setTimeout(() => response.end('ok'), 300));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const seen = await runStep(
      stepOrder(port, { ratePerSec: 200, durationMs: 1100, connections: 128, timeoutMs: 3000 }),
    );
    server.closeAllConnections();
    server.close();

    const okIn = (phase: string) =>
      seen.live.filter((window) => window.phase === phase).reduce((sum, { counts }) => sum + counts.ok, 0);
    // No answer comes before 300 ms, so those to the last 300 ms of arrivals, 60, cannot be of the load.
    expect(okIn('load')).toBeLessThanOrEqual(220 - 60 + 1);
    expect(okIn('load') + okIn('drain')).toBe(seen.result.counts.ok);
  });
});
