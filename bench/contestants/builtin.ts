import { createInterface } from 'node:readline';
import type { FromGenerator } from '@framework-lab/protocol/generator-messages';
import type { ArrivalWindow, LiveWindow, StepOrder, StepResult } from '@framework-lab/protocol/load';
import { PinnedProcess } from '../pinned-process.ts';
import type { Arena, Contestant, FullThrottle, OfferedRate } from './contestant.ts';
import { FORGIVEN_S, MISSED_LIMIT, URL_PATH } from './contestant.ts';

/** What the lab passes to Node for its generator; the reasons are in docs/GENERATOR.md. */
export const GENERATOR_FLAGS = [
  '--single-threaded-gc',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--expose-gc',
];

interface SeenLoad {
  readonly live: readonly LiveWindow[];
  readonly arrivals: readonly ArrivalWindow[];
  readonly result: StepResult;
}

export class Builtin implements Contestant {
  readonly name = 'builtin';
  readonly version = process.versions.node;
  readonly model = 'open';
  readonly #bundle: string;
  /** Grows to the most that was ever reached. */
  #ceilingPerSec = 60_000;

  constructor(bundle: string) {
    this.#bundle = bundle;
  }

  async fullThrottle(arena: Arena): Promise<FullThrottle> {
    // Arrivals that only wait cost something, too, so the overload is a moderate one; but an overload.
    for (;;) {
      const offeredPerSec = Math.round(this.#ceilingPerSec * 1.3);
      const full = await this.#saturated(arena, offeredPerSec);
      this.#ceilingPerSec = Math.max(this.#ceilingPerSec, full.ratePerSec);
      if (full.ratePerSec < 0.9 * offeredPerSec) return full;
    }
  }

  async #saturated(arena: Arena, ratePerSec: number): Promise<FullThrottle> {
    // With a timeout beyond its end the queue is full throughout.
    const { live } = await this.#load(arena, ratePerSec, arena.seconds * 1000, 60_000, true);
    const load = live.filter(({ phase, generator }) => phase === 'load' && generator.wallUs > 900_000);
    const sum = (of: (window: LiveWindow) => number): number =>
      load.reduce((total, window) => total + of(window), 0);
    const completed = sum(({ counts }) => counts.completed);
    return {
      ratePerSec: (completed * 1e6) / sum(({ generator }) => generator.wallUs),
      cpuUsPerRequest: sum(({ generator }) => generator.cpuUs) / completed,
    };
  }

  async offer(arena: Arena, ratePerSec: number): Promise<OfferedRate> {
    const { result } = await this.#load(arena, ratePerSec, arena.seconds * 1000, FORGIVEN_S * 1000);
    const { planned, sent, timeouts } = result.counts;
    // An answer after more than the forgiven time is as bad as none: it hides a backlog.
    const missedShare = 1 - (sent - timeouts) / planned;
    return { ratePerSec, missedShare, isClean: missedShare <= MISSED_LIMIT };
  }

  /** Scheduler lag p99 of the median second at one rate, and how much of its CPU others took meanwhile. */
  async lagAt(arena: Arena, ratePerSec: number): Promise<{ p99Us: number; keptOffShare: number }> {
    const { arrivals, live } = await this.#load(arena, ratePerSec, arena.seconds * 1000, 5000);
    const p99s = arrivals.map(({ lagUs }) => lagUs.p99).sort((a, b) => a - b);
    const load = live.filter(({ phase }) => phase === 'load');
    const sum = (of: (window: LiveWindow) => number): number =>
      load.reduce((total, window) => total + of(window), 0);
    // At these rates it never sleeps: wall time without CPU time was somebody else's.
    const keptOffShare =
      1 - sum(({ generator }) => generator.cpuUs) / sum(({ generator }) => generator.wallUs);
    return { p99Us: p99s[p99s.length >> 1] as number, keptOffShare: Math.max(0, keptOffShare) };
  }

  async #load(
    arena: Arena,
    ratePerSec: number,
    durationMs: number,
    timeoutMs: number,
    abortAtEnd = false,
  ): Promise<SeenLoad> {
    await using generator = new PinnedProcess(arena.loadCpu, [
      process.execPath,
      ...GENERATOR_FLAGS,
      this.#bundle,
    ]);
    const live: LiveWindow[] = [];
    const arrivals: ArrivalWindow[] = [];
    for await (const line of createInterface({ input: generator.child.stdout })) {
      const message = JSON.parse(line) as FromGenerator;
      if (message.type === 'ready') {
        generator.child.stdin.write(
          `${JSON.stringify({ type: 'step', step: stepOf(arena, ratePerSec, durationMs, timeoutMs) })}\n`,
        );
      } else if (message.type === 'live') {
        live.push(message.window);
        if (abortAtEnd && (message.window.index + 2) * 1000 > durationMs)
          generator.child.stdin.write('{"type":"abort"}\n');
      } else if (message.type === 'arrivals') arrivals.push(message.window);
      else if (message.type === 'error') throw new Error(message.message);
      else return { live, arrivals, result: message.result };
    }
    throw new Error('the generator ended without a result');
  }
}

/** The step that every measurement of the built-in generator offers. */
export function stepOf(arena: Arena, ratePerSec: number, durationMs: number, timeoutMs: number): StepOrder {
  const wire = `GET ${URL_PATH} HTTP/1.1\r\nHost: 127.0.0.1:${arena.port}\r\nAccept: */*\r\n\r\n`;
  const variants = [
    { wire: Buffer.from(wire).toString('base64'), method: 'GET', expect: { statuses: [200] } },
  ];
  return {
    id: 'bench',
    target: { address: '127.0.0.1', port: arena.port },
    requests: [{ name: 'dummy', weight: 1, variants }],
    ratePerSec,
    durationMs,
    leadInMs: arena.leadInSeconds * 1000,
    timeoutMs,
    connections: arena.connections,
    pacing: 'paced',
    seed: 1,
    burn: 'hybrid',
    shard: { index: 0, count: 1 },
    startAtMs: Date.now() + 100,
  };
}
