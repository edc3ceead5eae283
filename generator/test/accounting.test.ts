import { crc32 } from 'node:zlib';
import { Histogram } from '@framework-lab/protocol/histogram';
import { describe, expect, it } from 'vitest';
import { BEHAVIOURS, BODY } from './support/behaviours.ts';
import { getOrder, stepOrder } from './support/orders.ts';
import { expectBalanced, runStep } from './support/run-step.ts';
import { scriptedServer } from './support/scripted-server.ts';

const does = Object.fromEntries(Object.entries(BEHAVIOURS).map(([name, { does }]) => [name, does]));
const bodiless = new Set(['noContent', 'notModified']);
const whole = { statuses: [200, 204, 304] };
const strict = { ...whole, bodyLength: BODY.length, bodyCrc32: crc32(BODY) };

/** Asks for each behaviour by name in the path, so that only bodies that should be there are checked. */
const requests = Object.keys(BEHAVIOURS).map((name) =>
  getOrder(name, `/${name}`, bodiless.has(name) ? whole : strict),
);
const nameOf = (_: number, request: string): string => request.slice(5, request.indexOf(' ', 5));

describe('accounting', () => {
  it('puts every way of answering where it belongs, and agrees with the server request by request', async () => {
    await using server = await scriptedServer(does, nameOf);
    // Both sides live in this process: the timeout must outlast whatever holds it up, or what was answered
    // is late. What is never answered keeps its connection that long, so there are enough for all of it.
    const timeoutMs = 3000;
    const seen = await runStep(
      stepOrder(server.port, { requests, ratePerSec: 600, durationMs: 1500, timeoutMs, connections: 160 }),
    );
    expectBalanced(seen);
    const { result } = seen;
    expect(result.counts).toMatchObject({ planned: 900, sent: server.requests });
    for (const [name, { is }] of Object.entries(BEHAVIOURS)) {
      const met = server.served.get(name) ?? 0;
      expect(met, name).toBeGreaterThan(20);
      expect(result.byRequest[name], name).toMatchObject({
        sent: met,
        ok: is === 'ok' ? met : 0,
        timeouts: is === 'timeout' ? met : 0,
        errors: is === 'ok' || is === 'timeout' ? 0 : met,
        completed: is === 'ok' || is === 'status' || is === 'body' ? met : 0,
      });
    }
    for (const kind of ['status', 'body', 'eof', 'reset', 'parse'] as const) {
      const met = Object.keys(BEHAVIOURS).filter((name) => BEHAVIOURS[name]?.is === kind);
      const expected = met.reduce((sum, name) => sum + (server.served.get(name) ?? 0), 0);
      expect(result.byError[kind], kind).toBe(expected);
    }
    // Completed responses and timeouts have a latency; the timeouts at the timeout's value.
    const latency = Histogram.decode(result.latency);
    expect(latency.count).toBe(result.counts.completed + result.counts.timeouts);
    expect(latency.countAbove(0.999 * timeoutMs * 1000)).toBe(result.counts.timeouts);
    expect(Histogram.decode(result.serviceTime).count).toBe(result.counts.completed);
  });

  it('counts 0.5 % resets and 1 % errors as the server does', async () => {
    await using server = await scriptedServer(does, (n) =>
      n % 200 === 7 ? 'resets' : n % 100 === 3 ? 'refused' : 'whole',
    );
    const seen = await runStep(stepOrder(server.port, { ratePerSec: 2000, durationMs: 1000 }));
    expectBalanced(seen);
    const { counts, byError, byStatus } = seen.result;
    expect(counts.sent).toBe(server.requests);
    expect(byError).toEqual({ status: server.served.get('refused'), reset: server.served.get('resets') });
    expect(byStatus).toEqual({ 200: server.served.get('whole'), 503: server.served.get('refused') });
    expect(counts.planned).toBe(2000);
  });

  it('expects no body after HEAD, whatever the headers say', async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n';
    await using server = await scriptedServer({ head: (socket) => socket.write(head) }, () => 'head');
    const order = getOrder('head', '/', { statuses: [200], bodyLength: 0 }, 1, 'HEAD');
    const seen = await runStep(
      stepOrder(server.port, { requests: [order], ratePerSec: 100, durationMs: 300 }),
    );
    expectBalanced(seen);
    const { dropped, ok } = seen.result.counts;
    expect(seen.result.counts).toMatchObject({ planned: 30, ok: 30 - dropped });
    expect(ok).toBeGreaterThan(0);
  });

  it('calls what found no connection unsent, never dropped, and starves no longer than the timeout', async () => {
    await using server = await scriptedServer(does, () => 'silent');
    const seen = await runStep(
      stepOrder(server.port, { ratePerSec: 200, durationMs: 500, timeoutMs: 300, connections: 2 }),
    );
    expectBalanced(seen);
    const { counts, latency, drainMs } = seen.result;
    expect(counts).toMatchObject({ planned: 100, completed: 0, timeouts: server.requests });
    expect(counts.unsent).toBeGreaterThan(20);
    expect(Histogram.decode(latency)).toMatchObject({
      count: counts.timeouts + counts.unsent,
      minUs: 300_000,
    });
    expect(drainMs).toBeGreaterThan(250);
  });
});
