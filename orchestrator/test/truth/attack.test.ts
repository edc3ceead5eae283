import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AttackDocument } from '../../src/app/attack.ts';
import { attackLineSchema } from '../../src/domain/attack-schema.ts';
import {
  type Ended,
  expectError,
  expectNoStack,
  expectNothingLeft,
  jsonOf,
  LabHome,
  SLOW,
} from '../e2e/lab-cli.ts';

const LOAD = ['--rate', '100', '--duration', '1s', '--output', 'json'];

interface Served extends AsyncDisposable {
  readonly port: number;
  readonly requests: {
    readonly method: string;
    readonly url: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
}

/** A server that keeps everything it was asked. */
async function serve(
  answer: RequestListener,
  tls?: { readonly key: string; readonly cert: string },
): Promise<Served> {
  const requests: Served['requests'] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  };
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function documentOf(ended: Ended): AttackDocument {
  expectNoStack(ended.stderr);
  // 5: the machine was too busy to judge; the counts are as exact.
  expect([0, 5], ended.stderr).toContain(ended.code);
  return jsonOf(ended.stdout) as AttackDocument;
}

function expectExact({ step }: AttackDocument, planned: number): void {
  expect(step.planned).toBe(planned);
  expect(step.planned).toBe(step.sent + step.unsent + step.dropped);
  expect(step.sent).toBe(step.ok + step.errors + step.timeouts);
}

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

describe.concurrent('attack', SLOW, () => {
  it('sends exactly rate × duration requests, as it was told to, and the server counts the same', async () => {
    await using home = new LabHome();
    await using server = await serve((_request, response) => response.end('fine'));
    writeFileSync(home.path('body.json'), '{"a": 1}');
    const ended = await home.lab([
      'attack',
      `http://127.0.0.1:${server.port}/orders?x=1`,
      '--rate',
      '150',
      '--duration',
      '2s',
      '--output',
      'json',
      '--method',
      'put',
      '--header',
      'Content-Type: application/json',
      '--header',
      'X-One: first',
      '--header',
      'X-Two: second',
      '--header',
      'x-two: third',
      '--body-file',
      'body.json',
      '--timeout',
      '3s',
      '--connections',
      '7',
      '--slo',
      'p95<80ms,errors<1%',
      '--poisson',
      '--seed',
      '11',
    ]);
    const document = documentOf(ended);
    expect(document).toMatchObject({
      kind: 'attack',
      state: 'finished',
      method: 'PUT',
      connections: 7,
      pacing: 'poisson',
      seed: 11,
      objective: { quantile: 0.95, latencyMs: 80, errorShare: 0.01 },
    });
    const { step } = document;
    // Poisson: how many arrivals there are is drawn, from the seed.
    expectExact(document, step.planned);
    expect(Math.abs(step.planned - 300)).toBeLessThan(6 * Math.sqrt(300));
    expect(server.requests).toHaveLength(step.sent);
    expect(new Set(server.requests.map((one) => JSON.stringify(one))).size, 'all alike').toBe(1);
    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      url: '/orders?x=1',
      body: '{"a": 1}',
      headers: {
        'content-type': 'application/json',
        'x-one': 'first',
        'x-two': 'second, third',
        'content-length': '8',
        host: `127.0.0.1:${server.port}`,
      },
    });
    expect(step.connects.opened).toBeLessThanOrEqual(7 + step.connects.failed);
    await expectNothingLeft(ended.lab);
    expect(home.runs(), 'an attack keeps no files').toEqual([]);
  });

  it('plans exactly rate × duration where arrivals are paced; a body makes it a POST', async () => {
    await using home = new LabHome();
    await using server = await serve((_request, response) => response.end());
    const document = documentOf(
      await home.lab(['attack', `http://localhost:${server.port}/`, ...LOAD, '--body', 'hello']),
    );
    expectExact(document, 100);
    expect(server.requests).toHaveLength(document.step.sent);
    expect(server.requests[0]).toMatchObject({ method: 'POST', body: 'hello' });
    expect(document.step.byStatus).toEqual({ 200: document.step.completed });
  });

  it('has the fields of a step that are published', async () => {
    await using home = new LabHome();
    await using server = await serve((_request, response) => response.end());
    const { step } = documentOf(await home.lab(['attack', `http://127.0.0.1:${server.port}/`, ...LOAD]));
    const names =
      'ratePerSec, durationS, verdict, reason, planned, sent, completed, ok, errors, timeouts, unsent, dropped, byStatus, byError, byRequest, achievedPerSec, latencyMs, serviceTimeMs, schedulerLagMs, queueWaitMs, inFlight, drainMs, bytesIn, bytesOut, generator';
    expect(Object.keys(step)).toEqual(expect.arrayContaining(names.split(', ')));
    const latency = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'];
    expect([Object.keys(step.latencyMs), Object.keys(step.serviceTimeMs)]).toEqual([latency, latency]);
    expect(Object.keys(step.schedulerLagMs)).toEqual(['p50', 'p99', 'max']);
    expect(Object.keys(step.queueWaitMs)).toEqual(['p50', 'p99', 'max']);
    expect(Object.keys(step.inFlight)).toEqual(['max', 'slopePerSec']);
    expect(Object.keys(step.generator)).toEqual(['name', 'cpuUsPerRequest', 'cpuShare', 'rssMb']);
    // 100 samples support a median and no p99.
    expect([typeof step.latencyMs.p50, step.latencyMs.p99, step.latencyMs.p999]).toEqual([
      'number',
      null,
      null,
    ]);
    for (const name of ['contender', 'launch', 'server']) expect(step).not.toHaveProperty(name);
  });

  it('streams one line a second with --output ndjson, and the document last', async () => {
    await using home = new LabHome();
    await using server = await serve((_request, response) => response.end('fine'));
    const url = `http://127.0.0.1:${server.port}/`;
    const stream = ['--rate', '100', '--duration', '2s', '--output', 'ndjson'];
    const { stdout, stderr, code } = await home.lab(['attack', url, ...stream]);
    expectNoStack(stderr);
    expect([0, 5], stderr).toContain(code);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => attackLineSchema.parse(jsonOf(line)));
    const seconds = lines.flatMap((line) => (line.kind === 'second' ? [line] : []));
    const document = lines.at(-1);
    if (document?.kind !== 'attack') throw new Error(`the last line is a ${document?.kind}`);
    expect(seconds.length).toBe(lines.length - 1);
    expect(seconds.length).toBeGreaterThan(0);
    expect(seconds.map(({ second }) => second)).toEqual(
      [...new Set(seconds.map(({ second }) => second))].sort(),
    );
    // A second in which a generator stood still has no line; what is there is counted as in the document.
    const planned = seconds.reduce((sum, second) => sum + second.planned, 0);
    expect(planned).toBeLessThanOrEqual(document.step.planned);
    if (seconds.filter(({ phase }) => phase === 'load').length === 2) expect(planned).toBe(200);
    expect(stderr, 'people read stderr').toContain('latency, ms');
  });

  it('ends when whoever reads its lines goes away, without a stack', async () => {
    await using home = new LabHome();
    await using server = await serve((_request, response) => response.end());
    const stream = ['--rate', '100', '--duration', '60s', '--output', 'ndjson'];
    const { stdout, stderr, code, lab } = await home.lab(
      ['attack', `http://127.0.0.1:${server.port}/`, ...stream],
      {
        through: (command) => {
          const quoted = command.map((word) => `'${word}'`).join(' ');
          return ['bash', '-c', `set -o pipefail; ${quoted} | head -n 1`];
        },
      },
    );
    expect(code, stderr).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('whoever read stdout went away');
    expectNoStack(stderr);
    expect(server.requests.length).toBeLessThan(6000);
    await expectNothingLeft(lab);
  });

  it.runIf(existsSync('/dev/full'))('ends where stdout has no room left, and says so once', async () => {
    await using home = new LabHome();
    await using server = await serve((_request, response) => response.end());
    const through = (command: readonly string[]) => ['sh', '-c', 'exec "$@" > /dev/full', 'sh', ...command];
    const stream = ['--rate', '100', '--duration', '60s', '--output', 'ndjson'];
    const attacked = await home.lab(['attack', `http://127.0.0.1:${server.port}/`, ...stream], { through });
    expectError(attacked, { exit: 7, code: 'LAB_STORE_FULL', says: [/where stdout is written to/] });
    expect(attacked.stderr.match(/LAB_STORE_FULL/g)).toHaveLength(1);
    expect(server.requests.length).toBeLessThan(6000);
    await expectNothingLeft(attacked.lab);
    // The last line a command writes fails when the command is over.
    expectError(await home.lab(['list'], { through }), { exit: 7, code: 'LAB_STORE_FULL' });
  });

  it('never follows a redirect', async () => {
    await using home = new LabHome();
    await using elsewhere = await serve((_request, response) => response.end());
    await using server = await serve((_request, response) => {
      response.writeHead(302, { Location: `http://127.0.0.1:${elsewhere.port}/` }).end();
    });
    const { step } = documentOf(await home.lab(['attack', `http://127.0.0.1:${server.port}/`, ...LOAD]));
    expect([elsewhere.requests.length, server.requests.length]).toEqual([0, step.sent]);
    expect(step.byStatus).toEqual({ 302: step.completed });
  });

  it('counts what fails: statuses, and nobody at all', async () => {
    await using home = new LabHome();
    let turn = 0;
    await using server = await serve((_request, response) => {
      turn += 1;
      response.writeHead(turn % 4 === 0 ? 503 : 200).end();
    });
    const some = documentOf(await home.lab(['attack', `http://127.0.0.1:${server.port}/`, ...LOAD]));
    const refused = Math.floor(server.requests.length / 4);
    expect(some.step).toMatchObject({ errors: refused, byStatus: { 503: refused } });
    expectExact(some, 100);
    const nobody = documentOf(
      await home.lab(['attack', 'http://127.0.0.1:9/', ...LOAD, '--timeout', '500ms']),
    );
    expectExact(nobody, 100);
    expect(nobody.step).toMatchObject({ verdict: 'failed', ok: 0, completed: 0 });
  });

  it('shows no secret anywhere: header, cookie, password in the URL, token in the query', async () => {
    await using home = new LabHome();
    await using server = await serve((_request, response) => response.end());
    const secrets = ['s3cr3t-bearer', 's3cr3t-cookie', 's3cr3t-password', 's3cr3t-token', 's3cr3t-key'];
    const args = [
      'attack',
      `http://me:s3cr3t-password@127.0.0.1:${server.port}/a?token=s3cr3t-token&page=2`,
      '--rate',
      '100',
      '--duration',
      '1s',
      '--header',
      'Cookie: id=s3cr3t-cookie',
      '--header',
      'X-Api-Key: s3cr3t-key',
    ];
    const modes = [
      ['--output', 'plain'],
      ['--output', 'json'],
      ['--output', 'plain', '--verbose'],
    ];
    for (const mode of modes) {
      const { stdout, stderr } = await home.lab([...args, ...mode]);
      for (const secret of secrets) expect(`${stdout}${stderr}`).not.toContain(secret);
      expect(`${stdout}${stderr}`).not.toContain(Buffer.from('me:s3cr3t-password').toString('base64'));
      expect(stdout).toContain('page=2');
    }
    // It was sent all the same.
    expect(server.requests[0]).toMatchObject({
      url: '/a?token=s3cr3t-token&page=2',
      headers: {
        authorization: `Basic ${Buffer.from('me:s3cr3t-password').toString('base64')}`,
        cookie: 'id=s3cr3t-cookie',
      },
    });
    const bearer = await home.lab([
      'attack',
      'nonsense://x',
      '--header',
      'Authorization: Bearer s3cr3t-bearer',
    ]);
    expect(`${bearer.stdout}${bearer.stderr}`).not.toContain('s3cr3t-bearer');
    const files = readdirSync(home.folder, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    for (const file of files) {
      const text = readFileSync(join(file.parentPath, file.name), 'utf8');
      for (const secret of secrets) expect(text, file.name).not.toContain(secret);
    }
  });

  it.skipIf(!hasOpenssl)(
    'speaks https: refuses a certificate nobody vouches for, until --insecure',
    async () => {
      await using home = new LabHome();
      const [key, cert] = [home.path('key.pem'), home.path('cert.pem')];
      const subject = ['-subj', '/CN=localhost', '-days', '1'];
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-keyout',
          key,
          '-out',
          cert,
          ...subject,
        ],
        { stdio: 'ignore' },
      );
      await using server = await serve((_request, response) => response.end('over TLS'), {
        key: readFileSync(key, 'utf8'),
        cert: readFileSync(cert, 'utf8'),
      });
      const url = `https://localhost:${server.port}/`;
      const strict = documentOf(
        await home.lab(['attack', url, ...LOAD, '--connections', '4', '--timeout', '500ms']),
      );
      expect(strict.step).toMatchObject({ verdict: 'failed', ok: 0 });
      expect(JSON.stringify([strict.step.byError, strict.step.connects.byError])).toMatch(/cert|self|tls/i);
      expect(server.requests).toHaveLength(0);
      const trusting = documentOf(
        await home.lab(['attack', url, ...LOAD, '--insecure', '--connections', '4']),
      );
      expectExact(trusting, 100);
      expect(server.requests).toHaveLength(trusting.step.sent);
      expect(trusting.step.byStatus).toEqual({ 200: trusting.step.completed });
    },
  );
});
