import { beforeAll, describe, expect, it } from 'vitest';
import { LABEL } from '../../src/adapters/docker/labels.ts';
import { systemClock } from '../../src/adapters/host/system-clock.ts';
import { nodeOrder, until, withContainers } from './engine-fixture.ts';
import { BODY, k6Image, k6On, offer, PORT, request, serve, watched } from './k6-fixture.ts';

let image = '';
beforeAll(async () => {
  image = await k6Image();
}, 300_000);

const OK = `require('node:http').createServer((request, response) => response.end('${BODY}'))
  .listen(${PORT}, () => console.log('ready'))`;
const SLOW = `require('node:http').createServer((request, response) => setTimeout(() => response.end('late'), 2000))
  .listen(${PORT}, () => console.log('ready'))`;
const BUSY = 'console.log("ready"); for (;;) {}';

describe('a step of k6', () => {
  it('blames the service for what it keeps waiting', { timeout: 60_000 }, async () => {
    await withContainers(async (containers) => {
      const { container } = await serve(containers, SLOW);
      const target = { address: container.address, port: PORT };
      const load = await offer(k6On(containers, image), {
        target,
        requests: [request('GET /')],
        ratePerSec: 100,
        durationS: 4,
      });
      const { planned, sent, unsent, dropped } = load.counts;
      expect(planned).toBeGreaterThanOrEqual(400);
      expect(planned).toBeLessThanOrEqual(401);
      // 16 connections, 2 s each.
      expect(sent).toBeGreaterThanOrEqual(16);
      expect(sent).toBeLessThanOrEqual(64);
      expect(unsent + dropped).toBe(planned - sent);
      expect(unsent).toBeGreaterThan(10 * dropped);
      expect(load.serviceTime.minUs).toBeGreaterThan(1_900_000);
    });
  });

  it('does not blame the service when it has too little CPU itself', { timeout: 60_000 }, async () => {
    await withContainers(async (containers) => {
      const { container } = await serve(containers, OK);
      for (const name of ['busy-1', 'busy-2', 'busy-3']) {
        await containers.start(nodeOrder(name, BUSY, { cpus: [1] }));
      }
      const target = { address: container.address, port: PORT };
      const load = await offer(k6On(containers, image), {
        target,
        requests: [request('GET /')],
        ratePerSec: 3000,
      });
      const { planned, dropped, unsent } = load.counts;
      const late = load.windows.filter(({ lagUs }) => lagUs.p99 > 2_500).length;
      expect(dropped > 0.001 * planned || late > 1).toBe(true);
      expect(unsent).toBeLessThanOrEqual(0.001 * planned);
    });
  });

  it('runs as nobody in particular, from a read-only root; killed, it is an error', {
    timeout: 60_000,
  }, async () => {
    await withContainers(async (plain, engine) => {
      const containers = watched(plain);
      const { container } = await serve(plain, OK);
      const target = { address: container.address, port: PORT };
      const running = offer(k6On(containers, image), { target, requests: [request('GET /')], durationS: 30 });
      const failing = expect(running).rejects.toMatchObject({
        code: 'LAB_GENERATOR_FAILED',
        message: expect.stringContaining('SIGKILL'),
      });
      await until(() => containers.started.length === 1);
      const [k6] = containers.started;
      const found = await engine.inspectContainer(k6?.id ?? '');
      expect(found.hostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ['ALL'], CpusetCpus: '1' });
      expect(await k6?.allowedCpus()).toEqual([1]);
      // By then it offers its load: 2.5 s to start, 3 s of lead-in.
      await systemClock.sleep(7_000);
      await k6?.kill('SIGKILL');
      await failing;
      const labels = { [LABEL.run]: plain.runId };
      const left = await engine.listContainers(labels);
      expect(left.map(({ id }) => id)).not.toContain(k6?.id);
    });
  });

  it('tells what it has when it is stopped early', { timeout: 60_000 }, async () => {
    await withContainers(async (containers) => {
      const { container } = await serve(containers, OK);
      const target = { address: container.address, port: PORT };
      const stop = new AbortController();
      const running = offer(
        k6On(containers, image),
        { target, requests: [request('GET /')], durationS: 30 },
        stop.signal,
      );
      setTimeout(() => stop.abort(), 9_000);
      const load = await running;
      expect(load.aborted).toBe(true);
      const { planned, sent, dropped, unsent } = load.counts;
      expect(planned).toBe(sent + dropped + unsent);
      expect(planned).toBeLessThan(6000);
      expect(load.windows).toHaveLength(30);
    });
  });
});
