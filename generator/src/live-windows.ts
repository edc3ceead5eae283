import type { LiveWindow } from '@framework-lab/protocol/load';
import { lagOf } from './arrival-windows.ts';
import type { Chores } from './chores.ts';
import type { UseMeter } from './generator-use.ts';
import { LiveRecorder } from './live-recorder.ts';
import type { Recorder } from './recorder.ts';

const WINDOW_US = 1e6;

export interface LiveOptions {
  readonly leadInUs: number;
  readonly durationUs: number;
  readonly open: { readonly inFlight: number; readonly queued: number };
  readonly meter: UseMeter;
  readonly emit: (window: LiveWindow) => void;
}

/** Cuts the recorder's live books at every full second and at the end of the load, and sends each second out as a chore. */
export class LiveWindows {
  readonly #recorder: Recorder;
  readonly #chores: Chores;
  readonly #options: LiveOptions;
  #index: number;
  #fromUs: number;
  #spare: LiveRecorder | null = new LiveRecorder();

  constructor(recorder: Recorder, chores: Chores, options: LiveOptions) {
    this.#recorder = recorder;
    this.#chores = chores;
    this.#options = options;
    this.#index = Math.floor(-options.leadInUs / WINDOW_US);
    this.#fromUs = -options.leadInUs;
  }

  tick(nowUs: number): void {
    const { durationUs } = this.#options;
    const secondEndsUs = (this.#index + 1) * WINDOW_US;
    // A load of 1.5 s ends within a second: what is answered after it is drain, not load.
    const endsUs = this.#fromUs < durationUs ? Math.min(secondEndsUs, durationUs) : secondEndsUs;
    if (nowUs >= endsUs) this.#cut(nowUs);
  }

  /** The last, shorter window, if anything happened in it. */
  finish(nowUs: number): void {
    const { counts } = this.#recorder.live;
    if (Object.values(counts).some((count) => count > 0)) this.#cut(nowUs);
  }

  /** A stopped process skips seconds: the one it was stopped in is sent, those without a moment of ours are not. */
  #cut(nowUs: number): void {
    const { open, meter, emit } = this.#options;
    const ended = this.#recorder.live;
    this.#recorder.live = this.#spare ?? new LiveRecorder();
    this.#spare = null;
    const { inFlight, queued } = open;
    const base = { index: this.#index, phase: this.#phaseOf(this.#fromUs), inFlight, queued };
    const generator = meter.take();
    this.#index = Math.floor(nowUs / WINDOW_US);
    this.#fromUs = nowUs;
    let latency = '';
    this.#chores.add(
      nowUs,
      () => {
        latency = ended.latency.encode();
      },
      () => {
        emit({
          ...base,
          counts: ended.counts,
          byStatus: ended.statuses.toRecord(),
          byError: ended.errors.toRecord(),
          latency,
          lagUs: lagOf(ended.lag),
          bytesIn: ended.bytesIn,
          bytesOut: ended.bytesOut,
          generator,
        });
        ended.reset();
        this.#spare = ended;
      },
    );
  }

  #phaseOf(fromUs: number): LiveWindow['phase'] {
    if (fromUs < 0) return 'lead-in';
    return fromUs < this.#options.durationUs ? 'load' : 'drain';
  }
}
