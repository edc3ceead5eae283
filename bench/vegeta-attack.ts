import { join } from 'node:path';
import type { Attack, Seen } from './cross-check.ts';
import { PinnedProcess } from './pinned-process.ts';

/** What `vegeta report -type=json` says; times in ns. */
interface Report {
  readonly requests: number;
  readonly status_codes: Readonly<Record<string, number>>;
  readonly latencies: { readonly '50th': number; readonly '99th': number };
}

/**
 * One attack by vegeta, on the CPU and with the connections that the lab's generator has. What it saw goes into a
 * file of `folder` and is read when the attack is over: until then nothing works beside it, as beside the lab.
 */
export async function attackByVegeta(bin: string, attack: Attack, folder: string): Promise<Seen> {
  const { port, path, ratePerSec, durationS, connections, loadCpu } = attack;
  const results = join(folder, 'vegeta.bin');
  const flags = [
    `-output=${results}`,
    `-rate=${ratePerSec}`,
    `-duration=${durationS}s`,
    `-connections=${connections}`,
    `-workers=${connections}`,
    `-max-workers=${connections}`,
  ];
  const env = { GOMAXPROCS: '1' };
  await using running = new PinnedProcess(loadCpu, [bin, 'attack', ...flags], env);
  running.child.stdin.end(`GET http://127.0.0.1:${port}${path}\n`);
  await running.output();
  await using report = new PinnedProcess(loadCpu, [bin, 'report', '-type=json', results]);
  const { requests, status_codes, latencies } = JSON.parse(await report.output()) as Report;
  return {
    requests,
    // It sends everything in the end, however late.
    dropped: 0,
    // Status 0 is vegeta's for a request without a response.
    ok: status_codes['200'] ?? 0,
    p50Ms: latencies['50th'] / 1e6,
    p99Ms: latencies['99th'] / 1e6,
  };
}
