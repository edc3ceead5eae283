import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import type { FromProbe, ProbeQuestion } from '@framework-lab/protocol/probe-messages';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NdjsonChild } from '../../src/adapters/builtin/ndjson-child.ts';
import { firstAnswer } from '../../src/adapters/builtin/ndjson-peer.ts';
import { allowedCpus } from '../../src/adapters/host/allowed-cpus.ts';
import { socketHttpProbe } from '../../src/adapters/net/http-probe.ts';
import { processNullResponder } from '../../src/adapters/net/null-responder.ts';
import { PeerProbe, ProbeEnded } from '../../src/adapters/net/peer-probe.ts';
import { bundleEntry } from '../../src/adapters/process/bundle.ts';

const root = resolve(import.meta.dirname, '../../..');
const folders = { root, buildDir: join(root, 'build'), fallbackDir: join(root, 'build') };
const bundled = (name: string) =>
  bundleEntry({ ...folders, entry: join(root, `generator/src/${name}/main.ts`), name });
const GET = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n');

describe('processNullResponder', () => {
  it('answers from the CPUs it was given, is guarded while it lives, and is gone afterwards', async () => {
    const watched = new Set<number>();
    const guard = {
      watch: (pid: number) => watched.add(pid),
      forget: (pid: number) => watched.delete(pid),
      [Symbol.asyncDispose]: async () => undefined,
    };
    const cpu = allowedCpus(process.pid)?.[0] ?? 0;
    const responder = await processNullResponder({ guard, bundle: () => bundled('null-responder') })([cpu]);
    const [pid = 0] = watched;
    expect(allowedCpus(pid) ?? [cpu]).toEqual([cpu]);
    const { address, port } = responder.target;
    const seen = await socketHttpProbe.exchange({ host: address, port }, GET, 'GET', 5000);
    expect([seen.status, seen.body.length]).toEqual([200, 26]);
    await responder[Symbol.asyncDispose]();
    expect(watched.size).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    await expect(socketHttpProbe.exchange({ host: address, port }, GET, 'GET', 5000)).rejects.toThrow();
  });
});

describe('PeerProbe over a probe process', () => {
  const server = createServer((request, response) => {
    if (request.url === '/never') return;
    response.setHeader('x-path', request.url ?? '');
    response.end(Buffer.alloc(400_000, request.url));
  });
  let address = { host: '127.0.0.1', port: 0 };
  let program = '';
  beforeAll(async () => {
    program = await bundled('probe');
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const get = (path: string): Buffer => Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const start = () =>
    NdjsonChild.start<ProbeQuestion, FromProbe>([process.execPath, program], process.env, null);

  it('says who it is, answers many questions at once, each its own, and ends with its input', async () => {
    await using child = await start();
    const ready = await firstAnswer(
      child,
      (message) => (message.type === 'ready' ? message : undefined),
      10_000,
    );
    expect(ready).toMatchObject({ node: process.versions.node });
    const probe = new PeerProbe(child);
    const paths = Array.from({ length: 30 }, (_, i) => `/${i}`);
    const never = expect(probe.exchange(address, get('/never'), 'GET', 200)).rejects.toThrow(/within 200 ms/);
    const seen = await Promise.all(paths.map((path) => probe.exchange(address, get(path), 'GET', 20_000)));
    expect(seen.map(({ headers }) => headers['x-path'])).toEqual(paths);
    expect(seen[7]?.body.equals(Buffer.alloc(400_000, '/7'))).toBe(true);
    await never;
    await child[Symbol.asyncDispose]();
    expect(await child.exited).toBe('code 0');
    expect(probe.isAlive).toBe(false);
  });

  it('blames itself, not the service, when it is killed', async () => {
    await using child = await start();
    await firstAnswer(child, (message) => message.type, 10_000);
    const probe = new PeerProbe(child);
    const open = probe.exchange(address, get('/never'), 'GET', 20_000);
    process.kill(child.pid, 'SIGKILL');
    await expect(open).rejects.toThrow(ProbeEnded);
    await expect(probe.exchange(address, get('/1'), 'GET', 1000)).rejects.toThrow(/signal SIGKILL/);
  });
});
