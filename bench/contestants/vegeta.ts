import { cpuRateBetween, PinnedProcess } from '../pinned-process.ts';
import type { Arena, Contestant, FullThrottle, OfferedRate } from './contestant.ts';
import { FORGIVEN_S, MISSED_LIMIT, URL_PATH } from './contestant.ts';

interface Report {
  readonly requests: number;
  /** Of the attack, ns. */
  readonly duration: number;
  readonly success: number;
}

export class Vegeta implements Contestant {
  readonly name = 'vegeta';
  readonly version: string;
  readonly model = 'open';
  readonly #bin: string;

  constructor(bin: string, version: string) {
    this.#bin = bin;
    this.version = version;
  }

  async fullThrottle(arena: Arena): Promise<FullThrottle> {
    const { report, cpuUsPerSec } = await this.#attack(arena, 0);
    const ratePerSec = (report.requests * report.success * 1e9) / report.duration;
    return { ratePerSec, cpuUsPerRequest: cpuUsPerSec / ratePerSec };
  }

  async offer(arena: Arena, ratePerSec: number): Promise<OfferedRate> {
    const rate = Math.round(ratePerSec);
    const { report } = await this.#attack(arena, rate);
    // It sends everything in the end, later than planned when it cannot keep up.
    const withinS = (arena.leadInSeconds + arena.seconds + FORGIVEN_S) * 1e9;
    const sentInTime = report.requests * report.success * Math.min(1, withinS / report.duration);
    const missedShare = Math.max(0, 1 - sentInTime / (rate * (arena.leadInSeconds + arena.seconds)));
    return { ratePerSec, missedShare, isClean: missedShare <= MISSED_LIMIT };
  }

  async #attack(arena: Arena, rate: number): Promise<{ report: Report; cpuUsPerSec: number }> {
    const seconds = arena.leadInSeconds + arena.seconds;
    const workers = [
      `-workers=${arena.connections}`,
      `-max-workers=${arena.connections}`,
      `-connections=${arena.connections}`,
    ];
    const flags = [`-rate=${rate}`, `-duration=${seconds}s`, '-max-body=0', ...workers];
    await using attack = new PinnedProcess(arena.loadCpu, [this.#bin, 'attack', ...flags], {
      GOMAXPROCS: '1',
    });
    await using report = new PinnedProcess(null, [this.#bin, 'report', '-type=json']);
    attack.child.stdout.pipe(report.child.stdin);
    attack.child.stdin.end(`GET http://127.0.0.1:${arena.port}${URL_PATH}\n`);
    const middle = cpuRateBetween(attack, 1500, seconds * 1000 - 300);
    const text = await report.output();
    return { report: JSON.parse(text) as Report, cpuUsPerSec: await middle };
  }
}
