import { FIRST_COUNTER } from '@framework-lab/protocol/counter';
import type { ArrivalWindow, LiveWindow, StepOrder, StepResult } from '@framework-lab/protocol/load';
import { Chores } from './chores.ts';
import { monotonicAtWall, monotonicUs } from './clock.ts';
import { Counter } from './counter.ts';
import { Exchange } from './exchange.ts';
import type { GcWatch } from './generator-use.ts';
import { UseMeter } from './generator-use.ts';
import { LiveWindows } from './live-windows.ts';
import { LoadPhase } from './load-phase.ts';
import { Recorder } from './recorder.ts';
import { RequestPicker } from './request-picker.ts';
import type { PlannedRequest } from './request-plan.ts';
import { planRequests } from './request-plan.ts';
import { Schedule } from './schedule.ts';
import type { Paced } from './send-loop.ts';
import { SendLoop } from './send-loop.ts';
import { stepResult } from './step-result.ts';

/** An arrival later than this is not sent any more: it would tell of the generator only (measurement.md). */
export const DROP_AFTER_US = 100_000;
/** An aborted step waits this long for what it has in flight. */
const ABORT_GRACE_US = 300_000;
/** What opening connections takes on one machine; only a step whose start has passed waits for it. */
const CONNECT_US = 20_000;
const CONNECT_EACH_US = 200;

export interface StepListener {
  live(window: LiveWindow): void;
  arrivals(window: ArrivalWindow): void;
}

export interface StepEnd {
  readonly result: StepResult;
  readonly aborted: boolean;
}

/**
 * One step: connects, waits for the start, offers the lead-in and the load, drains, and answers
 * what came of it. One at a time in a process: connections share their read buffer.
 */
export class Step implements Paced {
  readonly #id: string;
  readonly #requests: readonly PlannedRequest[];
  readonly #schedule: Schedule;
  readonly #picker: RequestPicker;
  readonly #recorder: Recorder;
  readonly #exchange: Exchange;
  readonly #chores = new Chores();
  readonly #live: LiveWindows;
  readonly #meter: UseMeter;
  readonly #phase: LoadPhase;
  readonly #loop: SendLoop;
  readonly #listener: StepListener;
  readonly #durationUs: number;
  readonly #clock: () => number;
  readonly #end = Promise.withResolvers<StepEnd>();
  #lastDueUs = Number.NEGATIVE_INFINITY;
  #drainedUs = Number.NaN;
  #abortedUs = Number.POSITIVE_INFINITY;

  constructor(order: StepOrder, listener: StepListener, gc: GcWatch) {
    const originUs = startOf(order) + order.leadInMs * 1000;
    this.#clock = () => monotonicUs() - originUs;
    this.#id = order.id;
    this.#listener = listener;
    this.#durationUs = order.durationMs * 1000;
    this.#requests = planRequests(
      order.requests,
      new Counter(order.counterFrom ?? FIRST_COUNTER, order.shard),
    );
    this.#schedule = new Schedule(order);
    this.#picker = new RequestPicker(this.#requests, order.seed, order.shard.index);
    this.#recorder = new Recorder(order.timeoutMs * 1000);
    this.#loop = new SendLoop(this, this.#clock, order.burn);
    this.#exchange = new Exchange(
      {
        target: order.target,
        connections: order.connections,
        reuse: order.reuse ?? 'oldest',
        timeoutUs: order.timeoutMs * 1000,
        clock: this.#clock,
        afterResponse: (nowUs) => this.#loop.sendDue(nowUs),
      },
      this.#recorder,
    );
    this.#phase = new LoadPhase(gc, this.#durationUs);
    this.#meter = new UseMeter(gc);
    this.#live = new LiveWindows(this.#recorder, this.#chores, {
      leadInUs: order.leadInMs * 1000,
      durationUs: this.#durationUs,
      open: this.#exchange,
      meter: this.#meter,
      emit: (window) => listener.live(window),
    });
  }

  run(): Promise<StepEnd> {
    this.#exchange.pool.openAll();
    this.#loop.start();
    return this.#end.promise;
  }

  /** No arrival is due any more; what is in flight gets a moment to end. */
  abort(): void {
    if (this.#abortedUs !== Number.POSITIVE_INFINITY) return;
    this.#abortedUs = this.#clock();
    this.#schedule.end();
    this.#phase.end();
  }

  get nextDueUs(): number {
    return this.#schedule.dueUs;
  }

  get isQuiet(): boolean {
    return this.#exchange.open === 0 && this.#exchange.pool.isQuiet && this.#chores.areDone;
  }

  arrive(nowUs: number): void {
    const dueUs = this.#schedule.dueUs;
    this.#schedule.advance();
    this.#lastDueUs = dueUs;
    const variant = this.#picker.next();
    this.#recorder.arrived(dueUs, nowUs - dueUs, this.#exchange.open, variant);
    if (nowUs - dueUs > DROP_AFTER_US) this.#recorder.dropped(dueUs, variant);
    else this.#exchange.offer(dueUs, nowUs, variant);
  }

  tick(nowUs: number): boolean {
    this.#exchange.tick(nowUs);
    this.#phase.tick(nowUs);
    this.#live.tick(nowUs);
    const nextDueUs = this.#schedule.dueUs;
    this.#closeWindow(nowUs, nextDueUs);
    this.#chores.doOne(nowUs, nextDueUs);
    if (nextDueUs !== Number.POSITIVE_INFINITY) return false;
    if (nowUs - this.#abortedUs > ABORT_GRACE_US) this.#exchange.abandon();
    if (this.#exchange.open > 0) return false;
    if (Number.isNaN(this.#drainedUs)) this.#drainedUs = nowUs;
    if (!this.#phase.isOver) return false;
    this.#finish(nowUs);
    return true;
  }

  #closeWindow(nowUs: number, nextDueUs: number): void {
    // Seconds without an arrival are windows, too.
    if (this.#abortedUs === Number.POSITIVE_INFINITY) {
      this.#recorder.windows.beginUntil(Math.min(nowUs, this.#durationUs));
    }
    const window = this.#recorder.windows.takeEnded(nextDueUs);
    if (window === null) return;
    this.#chores.add(
      nowUs,
      () => this.#recorder.close(window),
      () => {
        this.#listener.arrivals(window.window());
        this.#recorder.windows.release(window);
      },
    );
  }

  #finish(nowUs: number): void {
    this.#exchange.pool.close();
    this.#live.finish(nowUs);
    let hadWork = true;
    while (hadWork) {
      this.#closeWindow(nowUs, Number.POSITIVE_INFINITY);
      hadWork = !this.#chores.areDone;
      this.#chores.doAll();
    }
    this.#meter.stop();
    const result = stepResult({
      id: this.#id,
      requests: this.#requests,
      recorder: this.#recorder,
      phase: this.#phase,
      connects: this.#exchange.connects,
      drainMs: Number.isFinite(this.#lastDueUs) ? Math.max(0, this.#drainedUs - this.#lastDueUs) / 1000 : 0,
    });
    this.#end.resolve({ result, aborted: this.#abortedUs !== Number.POSITIVE_INFINITY });
  }
}

/** Monotonic µs at which the lead-in begins. */
function startOf({ startAtMs, connections }: StepOrder): number {
  const startUs = monotonicAtWall(startAtMs);
  return startUs > monotonicUs() ? startUs : monotonicUs() + CONNECT_US + CONNECT_EACH_US * connections;
}
