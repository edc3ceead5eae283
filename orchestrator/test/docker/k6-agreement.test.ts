import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { containerGenerator } from '../../src/adapters/builtin/container-generator.ts';
import type { StepLoad } from '../../src/domain/load.ts';
import { generatorImage } from '../images/generator-image.ts';
import { until, withContainers } from './engine-fixture.ts';
import { BODY, k6Image, k6On, offer, PORT, request, serve } from './k6-fixture.ts';

const MEMORY_BYTES = 512 * 1024 ** 2;
let images = { k6: '', builtin: '' };
beforeAll(async () => {
  images = { k6: await k6Image(), builtin: await generatorImage() };
}, 300_000);

const expectBody = {
  bodyLength: BODY.length,
  bodyCrc32: crc32(BODY),
  bodyMd5: createHash('md5').update(BODY).digest('hex'),
};

/** Answers at once (a timer's ticks would make the median depend on when in a ms it is asked); every 50th with 500, every 40th with another body of the same length. Tells on SIGUSR2. */
const FAULTY = `
  let n = 0, wrong = { status: 0, body: 0 };
  require('node:http').createServer((request, response) => {
    n++;
    if (n % 50 === 0) { wrong.status++; response.statusCode = 500; return response.end('${BODY}'); }
    if (n % 40 === 1) { wrong.body++; return response.end('${BODY.replace('hello', 'HELLO')}'); }
    response.end('${BODY}');
  }).listen(${PORT}, () => console.log('ready'));
  process.on('SIGUSR2', () => { console.log(JSON.stringify({ n, ...wrong })); n = 0; wrong = { status: 0, body: 0 }; });
`;

describe('k6 and the built-in generator, against the same service', () => {
  it('agree on rates, errors and the median', { timeout: 110_000 }, async () => {
    await withContainers(async (containers) => {
      const { container, lines } = await serve(containers, FAULTY);
      const step = {
        target: { address: container.address, port: PORT },
        requests: [request('GET /api/dummy', { expect: expectBody })],
        leadInS: 3,
      };
      const generators = [
        k6On(containers, images.k6),
        containerGenerator({ containers, image: images.builtin, memoryBytes: MEMORY_BYTES }),
      ];
      let apartMs: number[] = [];
      // Medians of two moments of a shared machine; one pair of quiet ones has to be among four.
      for (let attempt = 0; attempt < 4 && !apartMs.some((ms) => ms <= 0.3); attempt++) {
        const loads: StepLoad[] = [];
        for (const generator of generators) {
          const load = await offer(generator, step);
          loads.push(load);
          const before = lines.length;
          await container.kill('SIGUSR2');
          await until(() => lines.length > before);
          const told = JSON.parse(lines.at(-1) as string) as { n: number; status: number; body: number };
          // To the last one, with what the lead-in saw of them.
          expect(load.counts.errors + load.leadIn.errors).toBe(told.status + told.body);
          expect(load.counts.completed + load.leadIn.completed).toBe(told.n);
          expect(load.counts.errors).toBe((load.byError['status'] ?? 0) + (load.byError['body'] ?? 0));
          expect(load.byStatus['500']).toBe(load.byError['status']);
        }
        const [k6, builtin] = loads as [StepLoad, StepLoad];
        expect(Math.abs(k6.counts.planned / builtin.counts.planned - 1)).toBeLessThan(0.005);
        apartMs = [
          ...apartMs,
          Math.abs(k6.serviceTime.quantileUs(0.5) - builtin.serviceTime.quantileUs(0.5)) / 1000,
        ];
      }
      expect(Math.min(...apartMs)).toBeLessThanOrEqual(0.3);
    });
  });

  it('send the same request', { timeout: 60_000 }, async () => {
    const recorder = `
      const seen = new Set();
      require('node:http').createServer((request, response) => {
        const parts = [];
        request.on('data', (part) => parts.push(part)).on('end', () => {
          const { method, url, headers } = request;
          const line = JSON.stringify({ method, url, headers, body: Buffer.concat(parts).toString() });
          if (!seen.has(line)) { seen.add(line); console.log(line); }
          response.end('${BODY}');
        });
      }).listen(${PORT}, () => console.log('ready'));
      process.on('SIGUSR2', () => { seen.clear(); console.log('next'); });
    `;
    await withContainers(async (containers) => {
      const { container, lines } = await serve(containers, recorder);
      const json = ['Content-Type: application/json', 'User-Agent: lab', 'X-Token: a, b', 'Accept: */*'];
      const step = {
        target: { address: container.address, port: PORT },
        requests: [
          request('GET /api/items/7?fields=a,b&x=%20y'),
          request('POST /api/orders', { body: '{"name":"Zoë"}', headers: json }),
          request('POST /empty', { headers: ['Content-Length: 0'] }),
          request('DELETE /api/items/7', { headers: ['Accept-Encoding: gzip'] }),
        ],
        ratePerSec: 40,
        durationS: 1,
      };
      const recorded: string[][] = [];
      for (const generator of [
        k6On(containers, images.k6),
        containerGenerator({ containers, image: images.builtin, memoryBytes: MEMORY_BYTES }),
      ]) {
        const from = lines.length;
        await offer(generator, { ...step, leadInS: generator.name === 'k6' ? 3 : 0 });
        await container.kill('SIGUSR2');
        await until(() => lines.at(-1) === 'next');
        recorded.push(lines.slice(from, -1).map(sorted).sort());
      }
      expect(recorded[0]).toHaveLength(4);
      expect(recorded[0]).toEqual(recorded[1]);
    });
  });
});

/** Go sorts headers; and HTTP/1.1 keeps connections alive whether or not it says so. */
function sorted(line: string): string {
  const { headers, ...rest } = JSON.parse(line) as { headers: Record<string, string> };
  const names = Object.keys(headers).filter((name) => name !== 'connection');
  return JSON.stringify({ ...rest, headers: names.sort().map((name) => [name, headers[name]]) });
}
