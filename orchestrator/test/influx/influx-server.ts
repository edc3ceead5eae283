import { execFile } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import type { Series, Value } from '../grafana/expected-rows.ts';

const run = promisify(execFile);
const DATABASE = 'framework_lab';

async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { timeout: 60_000 })).stdout.trim();
}

/** A real InfluxDB in a container of its own, on a port that it keeps over a restart. */
export class InfluxServer implements AsyncDisposable {
  readonly url: string;
  readonly id: string;

  private constructor(id: string, port: number) {
    this.id = id;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<InfluxServer> {
    const port = await freePort();
    const folders = ['META_DIR', 'DATA_DIR', 'DATA_WAL_DIR'].flatMap((name) => [
      '--env',
      `INFLUXDB_${name}=/tmp/influxdb/${name}`,
    ]);
    const id = await docker(
      'run',
      '--detach',
      '--label',
      'framework-lab.test=influx',
      '--publish',
      `127.0.0.1:${port}:8086`,
      '--env',
      'INFLUXDB_REPORTING_DISABLED=true',
      ...folders,
      'influxdb:1.12',
      'influxd',
    );
    const server = new InfluxServer(id, port);
    try {
      await server.#ready();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await docker('stop', '--time', '5', this.id);
  }

  async startAgain(): Promise<void> {
    await docker('start', this.id);
    await this.#ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker('rm', '--force', '--volumes', this.id);
  }

  /** As Grafana asks: InfluxQL by POST, times in ms. Throws what the database says. */
  async query(q: string): Promise<Series[]> {
    const reply = await fetch(`${this.url}/query?${new URLSearchParams({ db: DATABASE, epoch: 'ms' })}`, {
      method: 'POST',
      body: new URLSearchParams({ q }),
    });
    const { results, error } = (await reply.json()) as { results?: readonly Result[]; error?: string };
    const problem = error ?? results?.[0]?.error;
    if (problem !== undefined) throw new Error(`${problem}: ${q}`);
    return (results?.[0]?.series ?? []).map(({ tags = {}, columns, values }) => ({
      tags,
      columns,
      rows: values,
    }));
  }

  /** Rows of every measurement: points of different tags or times. */
  async points(): Promise<number> {
    const series = await this.query('SELECT * FROM /^lab_/');
    return series.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  async empty(): Promise<void> {
    await this.query(`DROP DATABASE "${DATABASE}"`);
  }

  async write(lines: string): Promise<void> {
    await this.query(`CREATE DATABASE "${DATABASE}"`);
    const reply = await fetch(`${this.url}/write?db=${DATABASE}&precision=ms`, {
      method: 'POST',
      body: lines,
    });
    if (!reply.ok) throw new Error(await reply.text());
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const answered = await fetch(`${this.url}/ping`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (answered) return;
      if (Date.now() > deadline)
        throw new Error(`InfluxDB did not answer:\n${await docker('logs', this.id)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

interface Result {
  readonly error?: string;
  readonly series?: readonly {
    readonly tags?: Record<string, string>;
    readonly columns: string[];
    readonly values: Value[][];
  }[];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
