import cluster from 'node:cluster';
import type { WorkerSample } from '@framework-lab/protocol/telemetry';
import type { WorkerOrder, WorkerReport } from './messages.ts';

/** One forked worker as the supervisor sees it. `id` is the cluster's and never used twice. */
export interface PoolMember {
  readonly id: number;
  readonly pid: number;
  ready: boolean;
  draining: boolean;
  lastHeardMs: number;
  lastSample: WorkerSample | undefined;
  /** What it said about why it cannot serve. */
  failure: string | undefined;
  readonly order: (order: WorkerOrder) => void;
  readonly kill: () => void;
}

export interface PoolListener {
  readonly onReport: (member: PoolMember, report: WorkerReport) => void;
  /** `how` reads as "exited with code 1" or "was ended by SIGKILL". */
  readonly onExit: (member: PoolMember, how: string) => void;
}

/** A worker ends its own drain at the cap; one that hangs is killed so much later. */
const KILL_MARGIN_MS = 500;

/** Forks workers and knows which are there. Decides nothing. */
export class WorkerPool {
  readonly #members = new Map<number, PoolMember>();
  readonly #listener: PoolListener;

  constructor(balance: 'rr' | 'reuseport', listener: PoolListener) {
    this.#listener = listener;
    cluster.schedulingPolicy = balance === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  }

  get members(): readonly PoolMember[] {
    return [...this.#members.values()];
  }

  member(id: number): PoolMember | undefined {
    return this.#members.get(id);
  }

  /** Orders a worker to finish and go, within `capS`. */
  drain(member: PoolMember, { quickly, capS }: { quickly: boolean; capS: number }): void {
    member.draining = true;
    member.order({ kind: 'drain', quickly });
    setTimeout(() => this.#members.get(member.id)?.kill(), capS * 1_000 + KILL_MARGIN_MS);
  }

  fork(env: Readonly<Record<string, string>>): PoolMember {
    const worker = cluster.fork(env);
    const member: PoolMember = {
      id: worker.id,
      pid: worker.process.pid ?? 0,
      ready: false,
      draining: false,
      lastHeardMs: performance.now(),
      lastSample: undefined,
      failure: undefined,
      order: (order) => {
        if (worker.isConnected()) worker.send(order, () => {});
      },
      kill: () => void worker.process.kill('SIGKILL'),
    };
    this.#members.set(member.id, member);
    worker.on('message', (report: WorkerReport) => {
      member.lastHeardMs = performance.now();
      this.#listener.onReport(member, report);
    });
    // A channel that breaks under a send is followed by the exit, which is what counts. A process
    // that could not be made (no memory, no descriptors) has no exit.
    worker.on('error', (error) => {
      if (worker.process.pid === undefined) this.#left(member, `could not be forked: ${error.message}`);
    });
    worker.on('exit', (code, signal) => {
      this.#left(member, signal ? `was ended by ${signal}` : `exited with code ${code}`);
    });
    return member;
  }

  #left(member: PoolMember, how: string): void {
    this.#members.delete(member.id);
    this.#listener.onExit(member, how);
  }
}
