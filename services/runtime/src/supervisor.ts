import type { Logger } from 'pino';
import { CountLedger } from './count-ledger.ts';
import { CpuSurcharge } from './cpu-surcharge.ts';
import { Ending } from './ending.ts';
import { freePort } from './free-port.ts';
import { watchForHangs } from './hang-watch.ts';
import { createLog } from './log.ts';
import type { WorkerReport } from './messages.ts';
import { SampleCollector } from './sample-collector.ts';
import { SecondReporter } from './second-reporter.ts';
import type { Settings } from './settings.ts';
import { settingsInForce } from './settings.ts';
import { Staffing } from './staffing.ts';
import { printTelemetry } from './telemetry.ts';
import type { PoolMember } from './worker-pool.ts';
import { WorkerPool } from './worker-pool.ts';

/** Starts the contender and answers to the signals, until it ends. */
export async function superviseService(name: string, asked: Settings): Promise<void> {
  const settings = asked.port === 0 ? { ...asked, port: await freePort(asked.host) } : asked;
  const supervisor = new Supervisor(settings, createLog(name));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => supervisor.stop(signal));
  process.on('SIGUSR2', () => supervisor.reportNow());
  // Whoever reads the telemetry is gone, so nobody measures any more.
  process.stdout.on('error', () => supervisor.stop('stdout was closed'));
  supervisor.start();
}

/** What happens to a worker, and who has to know. */
class Supervisor {
  readonly #settings: Settings;
  readonly #log: Logger;
  readonly #collector = new SampleCollector();
  readonly #ledger = new CountLedger();
  readonly #pool: WorkerPool;
  readonly #staffing: Staffing;
  readonly #ending: Ending;
  readonly #reporter: SecondReporter;
  #announced = false;

  constructor(settings: Settings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
    this.#pool = new WorkerPool(settings.balance, {
      onReport: (member, report) => this.#onReport(member, report),
      onExit: (member, how) => this.#onExit(member, how),
    });
    this.#staffing = new Staffing(this.#pool, settings, log);
    this.#ending = new Ending(this.#pool, this.#ledger, log, settings.gracefulTimeoutS);
    this.#reporter = new SecondReporter({
      pool: this.#pool,
      collector: this.#collector,
      ledger: this.#ledger,
      log,
      surcharge: settings.extraCpuShare > 0 ? new CpuSurcharge(settings.extraCpuShare) : null,
      tally: () => ({ restarts: this.#staffing.restarts, recycled: this.#staffing.recycled }),
    });
  }

  start(): void {
    this.#staffing.fill(0);
    watchForHangs(this.#pool, this.#settings.workerTimeoutS, this.#log);
  }

  reportNow(): void {
    void this.#reporter.report('asked');
  }

  /** The first call drains, the second one kills. */
  stop(why: string): void {
    if (this.#ending.begun) this.#ending.force();
    else this.#end('signal', why);
  }

  #onReport(member: PoolMember, report: WorkerReport): void {
    switch (report.kind) {
      case 'beat':
        break;
      case 'ready':
        this.#onReady(member);
        break;
      case 'failed':
        member.failure = report.message;
        break;
      case 'worn':
        this.#staffing.wornOut(member);
        break;
      case 'sample':
        this.#ledger.note(member.id, report.sample.completed);
        this.#collector.answered(member, report.ask, report.sample);
        break;
      case 'drained':
        this.#ledger.note(member.id, report.sample.completed);
        this.#ending.cutOff(this.#ending.begun ? report.sample.inFlight : 0);
        member.order({ kind: 'exit' });
        break;
      case 'last-count':
        this.#ledger.note(member.id, report.completed);
        break;
    }
  }

  #onReady(member: PoolMember): void {
    member.ready = true;
    if (this.#ending.begun) member.kill();
    else if (this.#announced) this.#staffing.ready();
    else if (this.#pool.members.every((other) => other.ready)) this.#announce();
  }

  #announce(): void {
    this.#announced = true;
    const { host, port } = this.#settings;
    const workers = this.#pool.members.map((member) => member.pid);
    const settings = settingsInForce(this.#settings);
    printTelemetry({
      type: 'listening',
      pid: process.pid,
      node: process.version,
      host,
      port,
      workers,
      settings,
    });
    this.#log.info({ host, port, workers }, 'listening');
    setInterval(() => void this.#reporter.report('timer'), 1_000);
  }

  #onExit(member: PoolMember, how: string): void {
    this.#collector.gone(member);
    if (this.#ending.begun) {
      this.#ending.printWhenEmpty();
      return;
    }
    const message = `worker ${member.pid} ${how}${member.failure ? ` (${member.failure})` : ''}`;
    if (!this.#announced) {
      this.#end('start-failed', `${message} before all workers were ready`);
      return;
    }
    const crashes = this.#staffing.left(member, message);
    if (crashes !== undefined) this.#end('crash-loop', `${crashes} crashes in a row; the last: ${message}`);
  }

  #end(reason: 'signal' | 'start-failed' | 'crash-loop', message: string): void {
    this.#staffing.close();
    this.#ending.begin({ reason, message });
  }
}
