import { describe, expect, it } from 'vitest';
import { BEHAVIOURS } from './support/behaviours.ts';
import { GeneratorProcess } from './support/generator-process.ts';
import { stepOrder } from './support/orders.ts';
import { scriptedServer } from './support/scripted-server.ts';

const whole = { whole: (BEHAVIOURS['whole'] as NonNullable<(typeof BEHAVIOURS)['whole']>).does };

describe('generator process', () => {
  it('says it is ready, obeys one order after the other, and ends with its input', async () => {
    await using server = await scriptedServer(whole, () => 'whole');
    await using generator = await GeneratorProcess.start();
    expect(await generator.heard('ready')).toMatchObject({
      pid: generator.child.pid,
      node: process.versions.node,
      protocol: 1,
    });
    for (const id of ['first', 'second']) {
      // Two shards of one step: this process has the half of it.
      const shard = { index: 1, count: 2 };
      generator.tell({
        type: 'step',
        step: stepOrder(server.port, { id, durationMs: 1200, leadInMs: 300, shard }),
      });
      const { result, aborted } = await generator.heard('result', ({ step }) => step === id);
      expect(aborted).toBe(false);
      expect(result.counts).toMatchObject({ planned: 300, ok: 300 - result.counts.dropped });
      expect(result.leadIn).toMatchObject({ planned: 75, ok: 75 - result.leadIn.dropped });
      expect(result.connects).toMatchObject({ opened: 8, failed: 0 });
      expect(result.elapsedMs.monotonic).toBeGreaterThan(1150);
      expect(Math.abs(result.elapsedMs.monotonic - result.elapsedMs.wall)).toBeLessThan(200);
      expect(result.generator.cpuUs).toBeGreaterThan(0);
      expect(result.bytesIn).toBeGreaterThan(result.counts.ok * 60);
    }
    const arrivals = generator.messages.filter((message) => message.type === 'arrivals');
    expect(arrivals.map(({ step, window }) => [step, window.index])).toEqual(
      ['first', 'second'].flatMap((step) => [
        [step, 0],
        [step, 1],
      ]),
    );
    const live = generator.messages.filter((message) => message.type === 'live' && message.step === 'first');
    expect(live[0]).toMatchObject({ window: { index: -1, phase: 'lead-in' } });
    expect(live[1]).toMatchObject({ window: { index: 0, phase: 'load' } });
    generator.endInput();
    expect(await generator.exited).toBe(0);
    expect(generator.stray).toEqual([]);
  });

  it('answers orders that it cannot obey with an error, and stays', async () => {
    await using server = await scriptedServer(whole, () => 'whole');
    await using generator = await GeneratorProcess.start();
    const step = stepOrder(server.port, { durationMs: 300 });
    const wrong: [text: string, code: string, says: RegExp][] = [
      ['{nonsense', 'ORDER_NO_JSON', /JSON/],
      ['null', 'ORDER_UNKNOWN', /type/],
      ['{"type":"stop"}', 'ORDER_UNKNOWN', /'step' or 'abort'/],
      ['{"type":"step"}', 'ORDER_INVALID', /step must be an object/],
      [order({ ratePerSec: -1 }), 'ORDER_INVALID', /step\.ratePerSec .* is -1/],
      [order({ requests: [] }), 'ORDER_INVALID', /step\.requests .* an empty list/],
      [
        order({ target: { address: 'localhost', port: 80 } }),
        'ORDER_INVALID',
        /literal IP address.*'localhost'/,
      ],
      [order({ shard: { index: 2, count: 2 } }), 'ORDER_INVALID', /below its count/],
      [order({ pacing: 'even' }), 'ORDER_INVALID', /'paced' or 'poisson', and is 'even'/],
      [
        order({ requests: [{ name: 'a', weight: 1, variants: [{ wire: '*', method: 'GET' }] }] }),
        'ORDER_INVALID',
        /base64/,
      ],
    ];
    function order(changes: object): string {
      return JSON.stringify({ type: 'step', step: { ...step, ...changes } });
    }
    for (const [text] of wrong) generator.write(`${text}\n`);
    generator.tell({ type: 'abort' });
    generator.tell({ type: 'step', step });
    generator.tell({ type: 'step', step: { ...step, id: 'too early' } });
    const { counts } = (await generator.heard('result')).result;
    expect(counts).toMatchObject({ planned: 150, ok: 150 - counts.dropped });
    const errors = generator.messages.filter((message) => message.type === 'error');
    wrong.forEach(([, code, says], i) => {
      expect(errors[i]).toMatchObject({ code });
      expect(errors[i]?.message).toMatch(says);
    });
    expect(errors.at(-1)).toMatchObject({ step: 'too early', code: 'ORDER_BUSY' });
    expect(errors).toHaveLength(wrong.length + 1);
    expect(generator.stray).toEqual([]);
  });

  it('aborts with a balanced result of what happened so far', async () => {
    await using server = await scriptedServer({ ...whole, silent: () => {} }, (n) =>
      n % 50 === 9 ? 'silent' : 'whole',
    );
    await using generator = await GeneratorProcess.start();
    generator.tell({
      type: 'step',
      step: stepOrder(server.port, { durationMs: 60_000, timeoutMs: 30_000, connections: 64 }),
    });
    await generator.heard('live');
    generator.tell({ type: 'abort' });
    const { result, aborted } = await generator.heard('result');
    const { counts, byError } = result;
    expect(aborted).toBe(true);
    expect(counts.planned).toBe(counts.sent + counts.unsent + counts.dropped);
    expect(counts.sent).toBe(counts.ok + counts.errors + counts.timeouts);
    expect(counts).toMatchObject({ sent: server.requests, ok: server.served.get('whole') });
    // What was open when it was cut off is neither answered nor timed out.
    expect(byError).toEqual({ transport: server.served.get('silent') });
  });

  it('ends with its input in the middle of a step, and closes its connections', async () => {
    await using server = await scriptedServer({ silent: () => {} }, () => 'silent');
    await using generator = await GeneratorProcess.start();
    generator.tell({ type: 'step', step: stepOrder(server.port, { durationMs: 60_000, timeoutMs: 30_000 }) });
    await expect.poll(() => server.requests, { timeout: 20_000 }).toBeGreaterThan(0);
    generator.endInput();
    expect(await generator.exited).toBe(0);
    const open = (): Promise<number> =>
      new Promise((resolve) => server.server.getConnections((_, count) => resolve(count)));
    await expect.poll(open, { timeout: 20_000 }).toBe(0);
  });

  it('works with the descriptors it can get, and says which connections it could not open', async () => {
    await using server = await scriptedServer(whole, () => 'whole');
    const few = ['-c', 'ulimit -n 40; exec "$0" "$@"', process.execPath];
    await using generator = await GeneratorProcess.start(few, '/bin/sh');
    generator.tell({ type: 'step', step: stepOrder(server.port, { durationMs: 800, connections: 100 }) });
    const { counts, connects } = (await generator.heard('result')).result;
    expect(counts).toMatchObject({ planned: 400, sent: server.requests, ok: server.requests });
    expect(counts.sent + counts.unsent + counts.dropped).toBe(400);
    expect(connects.opened).toBeGreaterThan(0);
    expect(connects.byError).toEqual({ EMFILE: connects.failed });
    expect(connects.failed).toBeGreaterThan(0);
  });
});
