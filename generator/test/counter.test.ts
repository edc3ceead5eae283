import { COUNTER_WIDTH, FIRST_COUNTER, stampCounter } from '@framework-lab/protocol/counter';
import { expect, it } from 'vitest';
import { Counter } from '../src/counter.ts';
import { BEHAVIOURS } from './support/behaviours.ts';
import { stepOrder } from './support/orders.ts';
import { expectBalanced, runStep } from './support/run-step.ts';
import { scriptedServer } from './support/scripted-server.ts';

const FIELD = '0'.repeat(COUNTER_WIDTH);
const wire = `GET /orders/${FIELD} HTTP/1.1\r\nHost: 127.0.0.1\r\nIdempotency-Key: ${FIELD}\r\n\r\n`;
const offsets = [wire.indexOf(FIELD), wire.lastIndexOf(FIELD)];

it('stamps the same number into every field, and touches nothing else', () => {
  const bytes = Buffer.from(wire);
  stampCounter(bytes, offsets, FIRST_COUNTER + 42);
  expect(bytes.toString()).toBe(wire.replaceAll(FIELD, '1000000042'));
});

it('gives shards numbers that no other shard gives', () => {
  const taken = [0, 1, 2].flatMap((index) => {
    const counter = new Counter(FIRST_COUNTER, { index, count: 3 });
    return Array.from({ length: 100 }, () => counter.next());
  });
  expect(new Set(taken).size).toBe(300);
  expect(Math.max(...taken)).toBe(FIRST_COUNTER + 299);
});

it('never sends a number twice, also when requests have to wait for a connection', async () => {
  const seen: string[] = [];
  const whole = BEHAVIOURS['whole']?.does;
  if (whole === undefined) throw new Error('no behaviour whole');
  await using server = await scriptedServer(
    // Late, so that two connections are too few and arrivals wait in the queue.
    { late: (socket, request) => void setTimeout(() => whole(socket, request), 5) },
    (_, request) => {
      const [, path = '', key = ''] =
        /^GET \/orders\/(\d+) [\s\S]*Idempotency-Key: (\d+)/.exec(request) ?? [];
      seen.push(path === key ? path : `${path} is not ${key}`);
      return 'late';
    },
  );
  const variant = { wire: Buffer.from(wire).toString('base64'), method: 'GET', expect: { statuses: [] } };
  const run = await runStep(
    stepOrder(server.port, {
      requests: [{ name: 'orders', weight: 1, variants: [{ ...variant, counter: offsets }] }],
      ratePerSec: 600,
      durationMs: 300,
      timeoutMs: 3000,
      connections: 2,
      counterFrom: FIRST_COUNTER + 500,
    }),
  );
  expectBalanced(run);
  expect(new Set(seen).size).toBe(180);
  expect(seen.every((number) => /^10000(?:005|006)\d\d$/.test(number))).toBe(true);
});
