import type { GeneratorUse, StepResult } from '@framework-lab/protocol/load';
import { monotonicUs } from './clock.ts';
import type { GcWatch } from './generator-use.ts';
import { UseMeter } from './generator-use.ts';

/** Takes the two clocks and the generator's own use at the start and at the end of the load. */
export class LoadPhase {
  readonly #gc: GcWatch;
  readonly #durationUs: number;
  #meter: UseMeter | null = null;
  #startedUs = 0;
  #startedWallMs = 0;
  #isOver = false;
  elapsedMs: StepResult['elapsedMs'] = { monotonic: 0, wall: 0 };
  use: GeneratorUse = { wallUs: 0, cpuUs: 0, gcMaxUs: 0, gcUs: 0 };

  constructor(gc: GcWatch, durationUs: number) {
    this.#gc = gc;
    this.#durationUs = durationUs;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  tick(nowUs: number): void {
    if (this.#isOver || nowUs < 0) return;
    if (this.#meter === null) {
      this.#meter = new UseMeter(this.#gc);
      this.#startedUs = monotonicUs();
      this.#startedWallMs = Date.now();
    } else if (nowUs >= this.#durationUs) this.end();
  }

  /** Now, whether the time has come or not. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.#meter === null) return;
    this.elapsedMs = {
      monotonic: (monotonicUs() - this.#startedUs) / 1000,
      wall: Date.now() - this.#startedWallMs,
    };
    this.use = this.#meter.take();
    this.#meter.stop();
  }
}
