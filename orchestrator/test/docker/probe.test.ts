import { beforeAll, describe, expect, it } from 'vitest';
import { containerProbe } from '../../src/adapters/docker/container-probe.ts';
import type { LabContainers } from '../../src/adapters/docker/lab-container.ts';
import { LABEL } from '../../src/adapters/docker/labels.ts';
import { generatorImage } from '../images/generator-image.ts';
import { nodeOrder, testEngine, withContainers } from './engine-fixture.ts';

const signal = AbortSignal.timeout(110_000);
const GET = Buffer.from('GET /it HTTP/1.1\r\nHost: x\r\n\r\n');
const BODY_BYTES = 300_000;
/** Answers with the path and a large body; to /never not at all. */
const SERVICE = `require('http').createServer((q, r) => {
  if (q.url !== '/never') r.setHeader('X-Path', q.url).end(Buffer.alloc(${BODY_BYTES}, 'b'));
}).listen(8080, () => console.log('listening'))`;

let image = '';
beforeAll(async () => {
  image = await generatorImage();
}, 300_000);

async function startService(containers: LabContainers): Promise<{ host: string; port: number }> {
  const listening = Promise.withResolvers<void>();
  const order = nodeOrder('service', SERVICE, { onStdoutLine: () => listening.resolve() });
  const { address } = await containers.start(order);
  await listening.promise;
  return { host: address, port: 8080 };
}

async function killProbe(runId: string): Promise<void> {
  const engine = await testEngine();
  const probes = await engine.listContainers({ [LABEL.run]: runId, [LABEL.role]: 'probe' });
  expect(probes).toHaveLength(1);
  for (const { id } of probes) await engine.killContainer(id, 'SIGKILL');
}

describe('the contract probe in a container', () => {
  it('asks a service that has no port outside of the network, many questions at once', async () => {
    await withContainers(async (containers) => {
      const address = await startService(containers);
      await using probe = await containerProbe({ containers, image, cpus: [0], signal });
      const seen = await probe.exchange(address, GET, 'GET', 20_000);
      expect(seen).toMatchObject({ status: 200, headers: { 'x-path': '/it' } });
      expect(seen.body.equals(Buffer.alloc(BODY_BYTES, 'b'))).toBe(true);
      const many = await Promise.all(
        Array.from({ length: 12 }, () => probe.exchange(address, GET, 'GET', 20_000)),
      );
      expect(new Set(many.map(({ body }) => body.length))).toEqual(new Set([BODY_BYTES]));
      const never = Buffer.from('GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
      await expect(probe.exchange(address, never, 'GET', 300)).rejects.toThrow(/within 300 ms/);
      await expect(probe.exchange({ ...address, port: 81 }, GET, 'GET', 5000)).rejects.toThrow(
        /ECONNREFUSED/,
      );
    });
  });

  it('survives being killed, between questions and in the middle of one', async () => {
    await withContainers(async (containers) => {
      const address = await startService(containers);
      await using probe = await containerProbe({ containers, image, cpus: [0], signal });
      await killProbe(containers.runId);
      const both = [1, 2].map(() => probe.exchange(address, GET, 'GET', 20_000));
      expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 200]);

      const never = Buffer.from('GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
      const open = expect(probe.exchange(address, never, 'GET', 4000)).rejects.toThrow(/within 4000 ms/);
      await killProbe(containers.runId);
      await open;
    });
  });

  it('blames itself, not the service, when it dies again', async () => {
    await withContainers(async (containers) => {
      const dying: LabContainers = {
        ...containers,
        // Ready, and gone with the first question.
        start: (order) =>
          containers.start({
            ...order,
            command: [
              '-e',
              `console.log('{"type":"ready"}'); process.stdin.once('data', () => process.exit(3))`,
            ],
          }),
      };
      await using probe = await containerProbe({ containers: dying, image, cpus: [0], signal });
      const asked = probe.exchange({ host: '127.0.0.1', port: 1 }, GET, 'GET', 5000);
      await expect(asked).rejects.toMatchObject({
        code: 'LAB_DOCKER_FAILED',
        seen: [['said', expect.stringContaining('code 3')]],
      });
    });
  });
});
