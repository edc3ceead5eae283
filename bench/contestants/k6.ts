import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuRateBetween, PinnedProcess } from '../pinned-process.ts';
import type { Arena, Contestant, FullThrottle, OfferedRate } from './contestant.ts';
import { FORGIVEN_S, MISSED_LIMIT, URL_PATH } from './contestant.ts';

const SCRIPT = `
import http from 'k6/http';
const { URL, RATE, LEAD, SECONDS, VUS } = __ENV;
const load = (startTime, duration) => ({
  executor: 'constant-arrival-rate', rate: Number(RATE), timeUnit: '1s', startTime, duration: duration + 's',
  preAllocatedVUs: Number(VUS), gracefulStop: '1s', exec: 'hit',
});
export const options = {
  discardResponseBodies: true,
  systemTags: ['scenario'],
  scenarios: { lead: load('0s', LEAD), step: load(LEAD + 's', SECONDS) },
  thresholds: { 'iterations{scenario:step}': [], 'dropped_iterations{scenario:step}': [], 'http_req_failed{scenario:step}': [] },
};
export function hit() { http.get(URL); }
export function handleSummary({ metrics }) {
  const count = (name) => metrics[name + '{scenario:step}']?.values.count ?? 0;
  const failed = metrics['http_req_failed{scenario:step}']?.values.passes ?? 0;
  return { stdout: JSON.stringify({ done: count('iterations'), dropped: count('dropped_iterations'), failed }) };
}
`;

interface Summary {
  readonly done: number;
  readonly dropped: number;
  readonly failed: number;
}

export class K6 implements Contestant {
  readonly name = 'k6';
  readonly version: string;
  readonly model = 'open';
  readonly #bin: string;

  constructor(bin: string, version: string) {
    this.#bin = bin;
    this.version = version;
  }

  async fullThrottle(arena: Arena): Promise<FullThrottle> {
    const { summary, cpuUsPerSec } = await this.#load(arena, 20_000, arena.connections);
    const ratePerSec = (summary.done - summary.failed) / arena.seconds;
    return { ratePerSec, cpuUsPerRequest: cpuUsPerSec / ratePerSec };
  }

  async offer(arena: Arena, ratePerSec: number): Promise<OfferedRate> {
    // Enough idle VUs for the forgiven backlog; fewer would drop sooner, which would be unkind to k6.
    const vus = Math.max(arena.connections, Math.ceil(ratePerSec * FORGIVEN_S));
    const { summary } = await this.#load(arena, Math.round(ratePerSec), vus);
    const planned = Math.round(ratePerSec) * arena.seconds;
    // Iterations that never began are in no counter of k6, only in the difference to the plan.
    const missedShare = Math.max(0, 1 - (summary.done - summary.failed) / planned);
    return { ratePerSec, missedShare, isClean: missedShare <= MISSED_LIMIT };
  }

  async #load(arena: Arena, rate: number, vus: number): Promise<{ summary: Summary; cpuUsPerSec: number }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-k6-'));
    const script = join(folder, 'step.js');
    await writeFile(script, SCRIPT);
    const env = {
      GOMAXPROCS: '1',
      K6_NO_USAGE_REPORT: 'true',
      URL: `http://127.0.0.1:${arena.port}${URL_PATH}`,
      RATE: String(rate),
      LEAD: String(arena.leadInSeconds),
      SECONDS: String(arena.seconds),
      VUS: String(vus),
    };
    const flags = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    try {
      await using k6 = new PinnedProcess(arena.loadCpu, [this.#bin, 'run', '--quiet', ...flags, script], env);
      const middle = cpuRateBetween(
        k6,
        (arena.leadInSeconds + 1) * 1000,
        (arena.leadInSeconds + arena.seconds) * 1000 - 200,
      );
      const output = await k6.output();
      return { summary: JSON.parse(output) as Summary, cpuUsPerSec: await middle };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
