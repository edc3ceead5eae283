import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { ROOT } from './compose-project.ts';

function welcome(
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['welcome/src/main.ts'], { cwd: ROOT, env });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}

async function answering(status: () => number): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => response.writeHead(status()).end());
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

it('waits for what comes up late, then says where everything is, ports as configured', async () => {
  let asked = 0;
  const influx = await answering(() => (asked++ < 2 ? 503 : 204));
  const grafana = await answering(() => 200);
  try {
    const ports = { LAB_INFLUX_PORT: '18086', LAB_GRAFANA_PORT: '13000', LAB_EXPRESS_PORT: '13001' };
    const said = await welcome({ INFLUX_URL: influx.url, GRAFANA_URL: grafana.url, WAIT_S: '20', ...ports });
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(asked).toBe(3);
    for (const port of Object.values(ports)) expect(said.out).toContain(`http://127.0.0.1:${port}`);
    expect(said.out).toMatch(/npm run lab -- --scenario \w+/);
  } finally {
    influx.server.close();
    grafana.server.close();
  }
});

it('says which part did not come up, what was seen and what to do, and fails', async () => {
  const grafana = await answering(() => 500);
  try {
    const said = await welcome({
      INFLUX_URL: 'http://127.0.0.1:1/ping',
      GRAFANA_URL: grafana.url,
      WAIT_S: '1',
    });
    expect(said.code).toBe(1);
    expect(said.out).toBe('');
    expect(said.err).toContain('✗ InfluxDB did not answer within 1 s.');
    // Port 1 is refused by the network, or by fetch itself.
    expect(said.err).toMatch(/seen {3}GET http:\/\/127\.0\.0\.1:1\/ping: \S+/);
    expect(said.err).toContain(`✗ Grafana did not answer within 1 s.\n  seen   GET ${grafana.url}: 500`);
    expect(said.err).toContain('docker compose logs influxdb');
  } finally {
    grafana.server.close();
  }
});
