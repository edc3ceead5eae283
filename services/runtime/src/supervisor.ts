import type { EndLine } from '@framework-lab/protocol/telemetry';
import type { Logger } from 'pino';
import { CountLedger } from './count-ledger.ts';
import { freePort } from './free-port.ts';
import { beatEveryMs, silentWorkers } from './heartbeat.ts';
import { createLog } from './log.ts';
import type { WorkerReport } from './messages.ts';
import { MAX_REQUESTS_OF_WORKER } from './messages.ts';
import { gone, NOTHING_TO_RECYCLE, replacementReady, startNext, worn, wornAfter } from './recycling.ts';
import { NO_CRASH, onCrash } from './restart-policy.ts';
import { SampleCollector } from './sample-collector.ts';
import { SecondReporter } from './second-reporter.ts';
import type { Settings } from './settings.ts';
import { settingsInForce } from './settings.ts';
import { printEnd, printTelemetry } from './telemetry.ts';
import type { PoolMember } from './worker-pool.ts';
import { WorkerPool } from './worker-pool.ts';

/** A worker ends its own drain at the graceful timeout; one that hangs is killed so much later. */
const KILL_MARGIN_MS = 500;

/** Starts the contender and answers to the signals, until it ends. */
export async function superviseService(name: string, asked: Settings): Promise<void> {
  const settings = asked.port === 0 ? { ...asked, port: await freePort(asked.host) } : asked;
  const supervisor = new Supervisor(settings, createLog(name));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => supervisor.stop(signal));
  process.on('SIGUSR2', () => void supervisor.reporter.report('asked'));
  // Whoever reads the telemetry is gone, so nobody measures any more.
  process.stdout.on('error', () => supervisor.stop('stdout was closed'));
  supervisor.start();
}

/** Keeps the asked number of workers serving. What to do is decided in the modules it imports. */
class Supervisor {
  readonly reporter: SecondReporter;
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #pool: WorkerPool;
  readonly #collector = new SampleCollector();
  readonly #ledger = new CountLedger();
  #phase: 'starting' | 'serving' | 'ending' = 'starting';
  #end: { reason: EndLine['reason']; message: string; exitCode: number; sinceMs: number } | undefined;
  #cutOff = 0;
  #crash = NO_CRASH;
  #recycling = NOTHING_TO_RECYCLE;
  #restarts = 0;
  #recycled = 0;
  #pendingForks = 0;
  #lastLookMs = performance.now();

  constructor(settings: Settings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
    this.#pool = new WorkerPool(settings.balance, {
      onReport: (member, report) => this.#onReport(member, report),
      onExit: (member, how) => this.#onExit(member, how),
    });
    this.reporter = new SecondReporter({
      pool: this.#pool,
      collector: this.#collector,
      ledger: this.#ledger,
      log,
      tally: () => ({ restarts: this.#restarts, recycled: this.#recycled }),
    });
  }

  start(): void {
    this.#fill(0);
    const lookEveryMs = beatEveryMs(this.#settings.workerTimeoutS);
    if (lookEveryMs > 0) setInterval(() => this.#killSilent(), lookEveryMs);
  }

  /** The first call drains, the second one kills. */
  stop(why: string): void {
    if (this.#phase === 'ending') this.#killAll();
    else this.#windDown('signal', why, 0);
  }

  #onReport(member: PoolMember, report: WorkerReport): void {
    switch (report.kind) {
      case 'beat':
        return;
      case 'ready':
        return this.#onReady(member);
      case 'failed':
        member.failure = report.message;
        return;
      case 'worn':
        this.#recycling = worn(this.#recycling, member.id);
        return this.#recycle();
      case 'sample':
        this.#ledger.note(member.id, report.sample.completed);
        return this.#collector.answered(member, report.ask, report.sample);
      case 'drained':
        this.#ledger.note(member.id, report.sample.completed);
        this.#cutOff += report.sample.inFlight;
        return member.order({ kind: 'exit' });
      case 'last-count':
        return this.#ledger.note(member.id, report.completed);
    }
  }

  #onReady(member: PoolMember): void {
    member.ready = true;
    if (this.#phase === 'ending') return this.#drain(member, true);
    if (this.#phase === 'starting') {
      if (this.#pool.members.every((other) => other.ready)) this.#announce();
      return;
    }
    this.#log.info({ worker: member.pid }, 'a worker is ready');
    const serving = this.#pool.members.filter((other) => other.ready && !other.draining);
    const old = this.#pool.member(this.#recycling.current?.old ?? 0);
    if (old && !old.draining && serving.length > this.#settings.workers) {
      this.#recycling = replacementReady(this.#recycling);
      this.#drain(old, false);
    }
  }

  #announce(): void {
    this.#phase = 'serving';
    const workers = this.#pool.members.map((member) => member.pid);
    const { host, port } = this.#settings;
    printTelemetry({
      type: 'listening',
      pid: process.pid,
      node: process.version,
      host,
      port,
      workers,
      settings: settingsInForce(this.#settings),
    });
    this.#log.info({ host, port, workers }, 'listening');
    setInterval(() => void this.reporter.report('timer'), 1_000);
  }

  #onExit(member: PoolMember, how: string): void {
    this.#collector.gone(member);
    this.#recycling = gone(this.#recycling, member.id);
    if (this.#phase === 'ending') return this.#endWhenEmpty();
    if (member.draining) {
      this.#recycled += 1;
      return this.#recycle();
    }
    const message = `worker ${member.pid} ${how}${member.failure ? ` (${member.failure})` : ''}`;
    if (this.#phase === 'starting')
      return this.#windDown('start-failed', `${message} before it was ready`, 1);
    this.#afterCrash(message);
  }

  #afterCrash(message: string): void {
    const decision = onCrash(this.#crash, performance.now());
    if (decision.action === 'give-up') {
      return this.#windDown('crash-loop', `${decision.crashes} crashes in a row; the last: ${message}`, 1);
    }
    this.#crash = decision.state;
    this.#log.error({ restartAfterMs: Math.round(decision.afterMs) }, message);
    this.#restarts += this.#fill(decision.afterMs);
    this.#recycle();
  }

  /** Forks what is missing, later if asked; says how many. */
  #fill(afterMs: number): number {
    const wanted = this.#settings.workers + (this.#recycling.current?.phase === 'replacing' ? 1 : 0);
    const there = this.#pool.members.filter((member) => !member.draining).length + this.#pendingForks;
    for (let missing = there; missing < wanted; missing += 1) {
      if (afterMs === 0) this.#fork();
      else this.#forkLater(afterMs);
    }
    return Math.max(0, wanted - there);
  }

  #forkLater(afterMs: number): void {
    this.#pendingForks += 1;
    setTimeout(() => {
      this.#pendingForks -= 1;
      if (this.#phase === 'serving') this.#fork();
    }, afterMs);
  }

  #fork(): void {
    const { maxRequests, maxRequestsJitter } = this.#settings;
    this.#pool.fork({
      NODE_ENV: process.env['NODE_ENV'] || 'production',
      PORT: String(this.#settings.port),
      [MAX_REQUESTS_OF_WORKER]: String(wornAfter(maxRequests, maxRequestsJitter, Math.random())),
    });
  }

  #recycle(): void {
    const next = this.#phase === 'serving' ? startNext(this.#recycling) : undefined;
    if (!next) return;
    this.#recycling = next.state;
    this.#fill(0);
  }

  #drain(member: PoolMember, quickly: boolean): void {
    member.draining = true;
    member.order({ kind: 'drain', quickly });
    setTimeout(
      () => this.#pool.member(member.id)?.kill(),
      this.#settings.gracefulTimeoutS * 1_000 + KILL_MARGIN_MS,
    );
  }

  #killSilent(): void {
    const clock = { nowMs: performance.now(), lastLookMs: this.#lastLookMs };
    this.#lastLookMs = clock.nowMs;
    for (const id of silentWorkers(this.#pool.members, clock, this.#settings.workerTimeoutS)) {
      const member = this.#pool.member(id);
      this.#log.error(
        { worker: member?.pid, timeoutS: this.#settings.workerTimeoutS },
        'a worker hangs: SIGKILL',
      );
      member?.kill();
    }
  }

  #windDown(reason: EndLine['reason'], message: string, exitCode: number): void {
    this.#phase = 'ending';
    this.#end = { reason, message, exitCode, sinceMs: performance.now() };
    this.#log.info({ reason }, `ending: ${message}`);
    for (const member of this.#pool.members) {
      if (member.ready) this.#drain(member, true);
      else member.kill();
    }
    this.#endWhenEmpty();
  }

  #killAll(): void {
    for (const member of this.#pool.members) {
      this.#cutOff += member.lastSample?.inFlight ?? 0;
      member.kill();
    }
  }

  #endWhenEmpty(): void {
    if (!this.#end || this.#pool.members.length > 0) return;
    const { reason, exitCode, sinceMs } = this.#end;
    const tookMs = Math.round(performance.now() - sinceMs);
    const fate =
      this.#cutOff > 0
        ? `${this.#cutOff} requests were cut off after ${tookMs} ms`
        : `drained in ${tookMs} ms`;
    const message = reason === 'signal' ? `${this.#end.message}: ${fate}` : this.#end.message;
    this.#log[exitCode === 0 ? 'info' : 'fatal']({ reason }, message);
    this.#end = undefined;
    printEnd({ reason, message, completed: this.#ledger.total() }, this.#cutOff > 0 ? 1 : exitCode);
  }
}
