import { describe, expect, it } from 'vitest';
import { Random } from '../src/random.ts';
import { BEHAVIOURS } from './support/behaviours.ts';
import { stepOrder } from './support/orders.ts';
import { expectBalanced, runStep } from './support/run-step.ts';
import { scriptedServer } from './support/scripted-server.ts';

const does = Object.fromEntries(Object.entries(BEHAVIOURS).map(([name, { does }]) => [name, does]));
const names = Object.keys(BEHAVIOURS);

describe('adversity', () => {
  it.each([1, 2, 3, 4])(
    'stays balanced against a server that misbehaves at random, seed %i',
    async (seed) => {
      const random = new Random(seed);
      const mood = names.filter(() => random.next() < 0.5).concat('whole');
      await using server = await scriptedServer(does, () => mood[random.below(mood.length)] as string);
      const seen = await runStep(
        stepOrder(server.port, {
          ratePerSec: 400 + random.below(600),
          durationMs: 600,
          leadInMs: random.below(300),
          timeoutMs: 150 + random.below(150),
          connections: 1 + random.below(24),
          pacing: random.next() < 0.5 ? 'paced' : 'poisson',
          burn: random.next() < 0.5 ? 'hybrid' : 'constant',
          seed,
        }),
      );
      expectBalanced(seen);
      // Both sides live in this process: what timed out while it was held up was cut off before it was read.
      const { counts, leadIn } = seen.result;
      const unread = counts.sent + leadIn.sent - server.requests;
      expect(unread).toBeGreaterThanOrEqual(0);
      expect(unread).toBeLessThanOrEqual(counts.timeouts + leadIn.timeouts);
    },
  );

  it('waits for a server that comes up late: refused connects are counted, arrivals wait', async () => {
    const late = await scriptedServer(does, () => 'whole');
    const { port } = late;
    await late[Symbol.asyncDispose]();
    let server: typeof late | undefined;
    const seen = await runStep(stepOrder(port, { ratePerSec: 200, durationMs: 800, timeoutMs: 5000 }), () => {
      setTimeout(async () => {
        server = await scriptedServer(does, () => 'whole', port);
      }, 300);
    });
    await server?.[Symbol.asyncDispose]();
    expectBalanced(seen);
    const { counts, connects } = seen.result;
    expect(counts).toMatchObject({ planned: 160, ok: 160 - counts.dropped });
    expect(connects).toMatchObject({ opened: 8, byError: { ECONNREFUSED: connects.failed } });
    expect(connects.failed).toBeGreaterThan(8);
  });

  it('survives the death of the server: what was open fails, what follows is unsent', async () => {
    const server = await scriptedServer(does, () => 'whole');
    const seen = await runStep(
      stepOrder(server.port, { ratePerSec: 500, durationMs: 900, timeoutMs: 1500 }),
      () => {
        setTimeout(() => void server[Symbol.asyncDispose](), 400);
      },
    );
    expectBalanced(seen);
    const { counts, connects } = seen.result;
    expect(counts).toMatchObject({ planned: 450, completed: counts.ok, timeouts: 0 });
    expect(counts.ok).toBeGreaterThan(0);
    expect(counts.unsent).toBeGreaterThan(50);
    expect(Object.keys(connects.byError)).toEqual(['ECONNREFUSED']);
  });

  it('lets idle connections go before the server does, by its own hint', async () => {
    const hinted = 'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n';
    let closedByServer = 0;
    await using server = await scriptedServer(
      {
        hinted: (socket) => {
          socket.setTimeout(1000, () => {
            closedByServer++;
            socket.destroy();
          });
          socket.write(hinted);
        },
      },
      () => 'hinted',
    );
    const seen = await runStep(
      stepOrder(server.port, { ratePerSec: 4, durationMs: 2500, connections: 8, timeoutMs: 5000 }),
    );
    expectBalanced(seen);
    expect(seen.result.counts).toMatchObject({ planned: 10, ok: 10 - seen.result.counts.dropped });
    expect(seen.result.connects.opened).toBeGreaterThan(8);
    expect(closedByServer).toBe(0);
  });
});
