import { launchResults } from '../domain/capacity/capacity-policy.ts';
import type { SearchResult } from '../domain/capacity/search.ts';
import type { LabEvent, LaunchPhase, ServerSecond } from '../domain/events.ts';
import type { StepId, StepRecord } from '../domain/run-record.ts';
import { cleanText } from '../report/text/clean-text.ts';
import { addSecond, noLoad, SECONDS_KEPT, type SecondView, type StepLoadView } from './step-load.ts';

/** All that a view knows of a run; made from events by `runState` and by nothing else. */
export interface RunViewState {
  readonly firstAtMs: number | null;
  /** When the newest event was stamped, on the emitter's clock. */
  readonly lastAtMs: number;
  readonly header: RunHeader | null;
  /** In their planned order, blocks after each other. */
  readonly launches: readonly LaunchView[];
  /** Position in `launches`; null before the first and after the last. */
  readonly current: number | null;
  readonly phase: PhaseView | null;
  readonly step: StepView | null;
  readonly server: ServerSecond | null;
  readonly load: StepLoadView;
  /**
   * Seconds of load of the running phase of a launch, one step after the other; null where the generator
   * tells only at the end. Lead-ins are not counted, and a drain's seconds are not whole ones.
   */
  readonly history: readonly (SecondView | null)[];
  /** What the lab does outside of launches. */
  readonly progress: string | null;
  /** Oldest first. */
  readonly warnings: readonly string[];
  readonly finished: boolean;
}

export type RunHeader = Omit<Extract<LabEvent, { type: 'run-started' }>, 'type' | 'launches'>;

export interface LaunchView {
  readonly contender: string;
  readonly block: number;
  /** `kept`: a resumed run has it from before. */
  readonly state: 'waiting' | 'running' | 'kept' | 'ok' | 'failed' | 'interrupted';
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Final attempts, in the order they were offered. */
  readonly steps: readonly StepRecord[];
  readonly error: string | null;
  /** What its search came to, once it has ended; null: it goes on, or a list of rates was offered. */
  readonly search: SearchResult | null;
}

export interface PhaseView {
  readonly phase: LaunchPhase;
  readonly detail: string;
  readonly expectedS: number;
  readonly startedAtMs: number;
}

export interface StepView {
  readonly id: StepId;
  readonly ratePerSec: number;
  readonly durationS: number;
  readonly leadInS: number;
  readonly of: number;
  readonly startedAtMs: number;
  /** Which load generator offers it; null: the run's only one. */
  readonly generator: string | null;
}

const WARNINGS_KEPT = 20;

export const NO_RUN: RunViewState = {
  firstAtMs: null,
  lastAtMs: 0,
  header: null,
  launches: [],
  current: null,
  phase: null,
  step: null,
  server: null,
  load: noLoad(),
  history: [],
  progress: null,
  warnings: [],
  finished: false,
};

/** The next state; pure. Events that were lost or come out of order never throw. */
export function runState(before: RunViewState, event: LabEvent): RunViewState {
  const state = { ...before, firstAtMs: before.firstAtMs ?? event.atMs, lastAtMs: event.atMs };
  switch (event.type) {
    case 'run-started': {
      const { type: _, launches, ...header } = event;
      const shown = { ...header, title: cleanText(header.title) };
      return { ...state, header: shown, launches: launches.map(waiting), progress: null };
    }
    case 'progress':
      return { ...state, progress: cleanText(event.text) };
    case 'launch-started': {
      const at = placeOf(state.launches, event);
      const steps = state.launches[at]?.steps ?? [];
      const running = { ...waiting(event), steps, state: 'running', startedAtMs: event.atMs } as const;
      const launches = replaced(state.launches, at, running).map((launch, i) =>
        i < at && launch.state === 'waiting' ? { ...launch, state: 'kept' as const } : launch,
      );
      return { ...idle(state), history: [], launches, current: at, phase: null, progress: null };
    }
    case 'phase': {
      const { phase, detail, expectedS, atMs } = event;
      const shown = { phase, detail: cleanText(detail), expectedS, startedAtMs: atMs };
      return { ...idle(state), history: [], phase: shown };
    }
    case 'step-started': {
      const { step: id, ratePerSec, durationS, leadInS, of, atMs, generator = null } = event;
      const step = { id, ratePerSec, durationS, leadInS, of, startedAtMs: atMs, generator };
      return { ...idle(state), step };
    }
    case 'second': {
      const load = addSecond(state.load, event.load);
      const latest = event.load === null ? [null] : event.load.phase === 'load' ? load.seconds.slice(-1) : [];
      const history = [...state.history, ...latest].slice(-SECONDS_KEPT);
      return { ...state, server: event.server, load, history };
    }
    case 'step-finished':
      return { ...withStep(state, event.record), step: null };
    case 'launch-finished': {
      const { record } = event;
      const at = placeOf(state.launches, record);
      const launch = state.launches[at] ?? waiting(record);
      const ended = {
        ...launch,
        state: record.state,
        search: searchOf(launch, state.launches),
        endedAtMs: event.atMs,
        error:
          record.error === null
            ? null
            : cleanText(`${record.error.code} ${record.error.message.split('\n')[0]}`),
      };
      const launches = replaced(state.launches, at, ended);
      return { ...idle(state), history: [], launches, current: null, phase: null };
    }
    case 'warning': {
      const text = cleanText(event.warning.message);
      const others = state.warnings.filter((known) => known !== text);
      return { ...state, warnings: [...others, text].slice(-WARNINGS_KEPT) };
    }
    case 'log':
      return state;
    case 'run-finished': {
      // A launch that nobody ended was cut short with the run.
      const launches = state.launches.map((launch) =>
        launch.state === 'running' ? { ...launch, state: 'interrupted' as const } : launch,
      );
      return { ...idle(state), launches, current: null, phase: null, progress: null, finished: true };
    }
  }
}

function waiting({ contender, block }: { readonly contender: string; readonly block: number }): LaunchView {
  const nothingYet = { startedAtMs: null, endedAtMs: null, steps: [], error: null, search: null };
  return { contender: cleanText(contender), block, state: 'waiting', ...nothingYet };
}

/** What the search of a launch came to, which began where earlier ones ended; null: no search chose its steps. */
function searchOf(
  { contender, block, steps }: LaunchView,
  launches: readonly LaunchView[],
): SearchResult | null {
  if (!steps.some(({ purpose }) => purpose === 'search')) return null;
  const before = launches.filter((other) => other.contender === contender && other.block < block);
  return launchResults([...before.map((other) => other.steps), steps]).at(-1) ?? null;
}

/** Nothing is being measured: what the last second said is over. */
function idle(state: RunViewState): RunViewState {
  return { ...state, step: null, server: null, load: noLoad() };
}

/** Where a launch stands in the plan; behind it when the plan does not know it. */
function placeOf(launches: readonly LaunchView[], of: { contender: string; block: number }): number {
  const contender = cleanText(of.contender);
  const at = launches.findIndex((launch) => launch.contender === contender && launch.block === of.block);
  return at === -1 ? launches.length : at;
}

function replaced(launches: readonly LaunchView[], at: number, launch: LaunchView): readonly LaunchView[] {
  return [...launches.slice(0, at), launch, ...launches.slice(at + 1)];
}

/** A later attempt takes the place of the earlier one. */
function withStep(state: RunViewState, record: StepRecord): RunViewState {
  const at = placeOf(state.launches, record);
  const launch = state.launches[at] ?? waiting(record);
  const steps = [...launch.steps.filter((step) => step.index !== record.index), record];
  return { ...state, launches: replaced(state.launches, at, { ...launch, steps }) };
}
