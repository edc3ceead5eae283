import { Histogram } from '@framework-lab/protocol/histogram';
import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, WHOLE } from './support/behaviours.ts';
import { GeneratorProcess } from './support/generator-process.ts';
import { stepOrder } from './support/orders.ts';
import { scriptedServer } from './support/scripted-server.ts';

const whole = (BEHAVIOURS['whole'] as NonNullable<(typeof BEHAVIOURS)['whole']>).does;

describe('honesty', () => {
  it('shows a stall to every request that was due in it (coordinated omission)', async () => {
    const startedMs = performance.now();
    const stallLeftMs = (): number => 200 - ((performance.now() - startedMs) % 2000);
    await using server = await scriptedServer(
      {
        stalls: (socket) => {
          const leftMs = stallLeftMs();
          if (leftMs <= 0) socket.write(WHOLE);
          else setTimeout(() => socket.write(WHOLE), leftMs);
        },
      },
      () => 'stalls',
    );
    await using generator = await GeneratorProcess.start();
    const step = stepOrder(server.port, {
      ratePerSec: 500,
      durationMs: 4000,
      connections: 8,
      timeoutMs: 5000,
    });
    generator.tell({ type: 'step', step });
    const { result } = await generator.heard('result');
    expect(result.counts).toMatchObject({ planned: 2000, ok: 2000 - result.counts.dropped });
    const latency = Histogram.decode(result.latency);
    const service = Histogram.decode(result.serviceTime);
    // A tenth of the time is stall, so a tenth of the requests must have waited, and 1 % for 180 ms.
    expect(latency.quantileUs(0.99)).toBeGreaterThan(160_000);
    expect(latency.countAbove(20_000)).toBeGreaterThan(2000 * 0.07);
    // Seen from the actual send only 8 requests a stall are slow: the trap that intended times avoid.
    expect(service.countAbove(150_000)).toBeLessThan(40);
    expect(Histogram.decode(result.queueWait).quantileUs(0.99)).toBeGreaterThan(100_000);
  });

  it('shows its own stop as lag and drops, never as a slow service', async () => {
    await using server = await scriptedServer({ whole }, () => 'whole');
    await using generator = await GeneratorProcess.start();
    generator.tell({
      type: 'step',
      step: stepOrder(server.port, { durationMs: 3000, leadInMs: 500, timeoutMs: 5000 }),
    });
    await generator.heard('live', ({ window }) => window.index === 0);
    generator.child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 300));
    generator.child.kill('SIGCONT');
    const { result } = await generator.heard('result');
    const windows = generator.messages
      .filter((message) => message.type === 'arrivals')
      .map(({ window }) => window);
    expect(windows).toHaveLength(3);
    const stopped = windows.filter(({ lagUs }) => lagUs.max >= 200_000);
    expect(stopped.length).toBeGreaterThan(0);
    expect(stopped.reduce((sum, { counts }) => sum + counts.dropped, 0)).toBeGreaterThan(50);
    for (const { lagUs } of stopped) expect(lagUs.p99).toBeGreaterThan(50_000);
    const { counts, lag } = result;
    expect(counts.planned).toBe(1500);
    expect(counts).toMatchObject({ ok: counts.sent, timeouts: 0, unsent: 0, sent: 1500 - counts.dropped });
    expect(Histogram.decode(lag).maxUs).toBeGreaterThan(200_000);
  });
});
