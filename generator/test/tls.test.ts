import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getOrder, stepOrder } from './support/orders.ts';
import { expectBalanced, runStep } from './support/run-step.ts';

let folder = '';
let served = 0;
const names: (string | false | null)[] = [];
const body = 'x'.repeat(40_000);
let server: ReturnType<typeof createServer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generator-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
  ];
  await promisify(execFile)('openssl', [...request, '-subj', '/CN=lab.test', '-keyout', key, '-out', cert]);
  server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) => {
    served++;
    response.end(body);
  });
  server.on('secureConnection', (socket) => names.push(socket.servername));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function secureStep(tls: { servername?: string; rejectUnauthorized: boolean }): ReturnType<typeof stepOrder> {
  const { port } = server.address() as AddressInfo;
  const expectation = { statuses: [200], bodyLength: body.length, bodyCrc32: crc32(body) };
  return stepOrder(port, {
    target: { address: '127.0.0.1', port, tls },
    requests: [getOrder('secure', '/', expectation)],
    ratePerSec: 200,
    durationMs: 600,
    timeoutMs: 3000,
    connections: 4,
  });
}

describe('https', () => {
  it('offers load over TLS, names the server, and reads bodies of several records', async () => {
    served = 0;
    const seen = await runStep(secureStep({ servername: 'lab.test', rejectUnauthorized: false }));
    expectBalanced(seen);
    expect(seen.result.counts).toMatchObject({ planned: 120, sent: served, ok: served });
    // A busy machine may drop what it is late for; nothing may be lost otherwise.
    expect(seen.result.counts.sent + seen.result.counts.dropped).toBe(120);
    expect(seen.result.connects).toEqual({ opened: 4, failed: 0, byError: {} });
    expect(new Set(names)).toEqual(new Set(['lab.test']));
  });

  it('sends nothing to a server whose certificate it must not accept', async () => {
    served = 0;
    const seen = await runStep({ ...secureStep({ rejectUnauthorized: true }), timeoutMs: 400 });
    expectBalanced(seen);
    expect(seen.result.counts).toMatchObject({ planned: 120, sent: 0 });
    expect(seen.result.counts.unsent + seen.result.counts.dropped).toBe(120);
    expect(served).toBe(0);
    expect(Object.keys(seen.result.connects.byError)).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT']);
  });
});
