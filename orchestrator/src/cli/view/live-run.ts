import type { WatchedRun } from '../../app/view/watched-runs.ts';
import type { LabEvent } from '../../domain/events.ts';
import type { RunRecord, StepRecord } from '../../domain/run-record.ts';
import { runSchema } from '../../domain/run-schema.ts';
import { stepRecordSchema } from '../../domain/step-schema.ts';
import { formatCpuList } from '../../domain/units.ts';
import { LIVE_SPAN_MS, liveCharts } from '../../report/html-live/live-charts.ts';
import type { LivePart } from '../../report/html-live/live-page.ts';
import type { LiveActivity, LiveHead, LiveLaunch, ShownLiveRun } from '../../report/html-live/live-run.ts';
import { liveStatus } from '../../report/html-live/live-status.ts';
import { liveLaunches, liveSteps } from '../../report/html-live/live-steps.ts';
import { cleanText } from '../../report/text/clean-text.ts';
import { type Line, textOf } from '../../report/text/line.ts';
import { rate } from '../../report/text/numbers.ts';
import { endedLine, waitingLine } from '../../ui/launch-line.ts';
import { activity } from '../../ui/live-activity.ts';
import { remainingS } from '../../ui/remaining.ts';
import { type LaunchView, NO_RUN, type RunHeader, type RunViewState, runState } from '../../ui/run-state.ts';
import { isSecondLine, LastSeconds } from './last-seconds.ts';

/** A drain and a relaunch are quiet for as long; after that somebody should look. */
const SILENT_MS = 60_000;

type LiveParts = Readonly<Record<LivePart, string>>;

/** A run as its live page shows it, from the lines of `events.ndjson`: by the state that the terminal shows, too. */
export class LiveRun implements WatchedRun {
  #state = NO_RUN;
  /** Every verdict in the order it was given, also of attempts that were repeated and of sittings before this one. */
  readonly #steps: StepRecord[] = [];
  #seconds = new LastSeconds(LIVE_SPAN_MS / 1000);
  #ended: RunRecord['state'] | null = null;
  #last: { readonly atMs: number; readonly wallMs: number | null } = { atMs: 0, wallMs: null };

  get hasEnded(): boolean {
    return this.#ended !== null;
  }

  take(line: Buffer): void {
    if (isSecondLine(line)) {
      this.#seconds.take(line);
      return;
    }
    const event = parsed(line);
    if (event === null || event.type === 'second') return;
    try {
      this.#handle(event);
    } catch {
      // It can be parsed, and lacks what is shown of it: one damaged event must not end the page.
    }
  }

  parts(wallMs: number): LiveParts {
    const run = this.#shown(wallMs);
    return {
      status: liveStatus(run).text,
      charts: liveCharts(run.seconds, run.head?.objective ?? null, run.nowMs).text,
      launches: liveLaunches(run).text,
      steps: liveSteps(run).text,
    };
  }

  /** Throws where the event lacks what is shown of it; then nothing has changed. */
  #handle(event: LabEvent): void {
    const begins = event.type === 'run-started';
    const judged = event.type === 'step-finished' ? stepRecordSchema.parse(event.record) : null;
    const ended = event.type === 'run-finished' ? runSchema.shape.state.parse(event.record.state) : null;
    const state = begins ? withSteps(runState(NO_RUN, event), this.#steps) : runState(this.#state, event);
    if (event.type !== 'log') shownOf(state, event.atMs);
    if (begins) {
      // A run that is gone on with begins anew, on another clock.
      this.#seconds = new LastSeconds(LIVE_SPAN_MS / 1000);
      this.#ended = null;
    }
    if (event.type === 'step-started') this.#seconds.stepStarted(event);
    this.#state = state;
    if (judged !== null) this.#steps.push(judged);
    if (ended !== null) this.#ended = ended;
    this.#last = { atMs: event.atMs, wallMs: event.wallMs ?? null };
  }

  #shown(wallMs: number): ShownLiveRun {
    const state = this.#state;
    const seconds = this.#seconds.seconds();
    const sinceMs = this.#last.wallMs === null ? 0 : Math.max(0, wallMs - this.#last.wallMs);
    const newestMs = Math.max(this.#last.atMs, seconds.at(-1)?.atMs ?? 0);
    const silentMs = sinceMs - (newestMs - this.#last.atMs);
    const nowMs =
      silentMs > SILENT_MS || this.hasEnded ? newestMs : Math.max(newestMs, this.#last.atMs + sinceMs);
    return {
      ...shownOf(state, nowMs),
      steps: this.#steps,
      seconds,
      warnings: state.warnings,
      nowMs,
      elapsedS: (nowMs - (state.firstAtMs ?? nowMs)) / 1000,
      leftS: remainingS(state, nowMs),
      silentS: silentMs > SILENT_MS ? silentMs / 1000 : null,
      ended: this.#ended,
    };
  }
}

/** Null of half a line, which a kill leaves. */
function parsed(line: Buffer): LabEvent | null {
  try {
    const event = JSON.parse(line.toString()) as LabEvent | null;
    return typeof event?.type === 'string' && typeof event.atMs === 'number' ? event : null;
  } catch {
    return null;
  }
}

function shownOf(state: RunViewState, nowMs: number): Pick<ShownLiveRun, 'head' | 'launches' | 'now'> {
  return {
    head: state.header === null ? null : headOf(state.header),
    launches: launchesOf(state),
    now: activityOf(state, nowMs),
  };
}

/** With what its launches came to before the run was gone on with; a later attempt stands for the earlier one. */
function withSteps(state: RunViewState, steps: readonly StepRecord[]): RunViewState {
  const launches = state.launches.map((launch) => {
    const own = steps.filter(
      (step) => step.block === launch.block && cleanText(step.contender) === launch.contender,
    );
    const last = new Map(own.map((step) => [step.index, step]));
    return { ...launch, steps: [...last.values()] };
  });
  return { ...state, launches };
}

function headOf({ runId, title, seed, runtime, generator, cpus, objective, blocks }: RunHeader): LiveHead {
  const about = [
    `seed ${seed}`,
    blocks > 1 ? `${blocks} blocks` : null,
    runtime,
    generator,
    cpus.server.length > 0 ? `server cpus ${formatCpuList(cpus.server)}` : null,
    `load ${formatCpuList(cpus.load)}`,
  ];
  return {
    runId,
    title,
    about: about.filter((part) => part !== null).join(' · '),
    objective,
    rankable: cpus.rankable,
  };
}

function activityOf(state: RunViewState, nowMs: number): LiveActivity | null {
  const launch = state.current === null ? undefined : state.launches[state.current];
  if (launch === undefined) return state.progress === null ? null : { text: state.progress, progress: null };
  const { step } = state;
  const by = step?.generator == null ? '' : ` · by ${step.generator}`;
  const text = step === null ? '' : `step ${step.id.index}/${step.of} · ${rate(step.ratePerSec)}${by}`;
  const now = activity(state, nowMs, text);
  return { text: `${launch.contender}, block ${launch.block}: ${now.text}`, progress: now.progress };
}

function launchesOf({ launches, header }: RunViewState): LiveLaunch[] {
  const isNamed = (header?.blocks ?? 1) > 1;
  return launches.map((launch) => ({
    ink: launch.state === 'failed' ? 'bad' : launch.state === 'waiting' ? 'quiet' : 'plain',
    text: `${launchText(launch)}${isNamed ? ` · block ${launch.block}` : ''}`,
  }));
}

function launchText(launch: LaunchView): string {
  if (launch.state === 'running') return `▸ ${launch.contender}  running`;
  const line: Line = launch.state === 'waiting' ? waitingLine(launch, 0) : endedLine(launch, 0);
  return line.map(textOf).join('');
}
