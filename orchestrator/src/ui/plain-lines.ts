import type { LabEvent } from '../domain/events.ts';
import type { LaunchRecord } from '../domain/launch-record.ts';
import type { StepRecord } from '../domain/run-record.ts';
import type { StepPurpose } from '../domain/step-purpose.ts';
import { formatCpuList } from '../domain/units.ts';
import { searchText } from '../report/capacity-words.ts';
import { cleanText } from '../report/text/clean-text.ts';
import {
  clockTime,
  count,
  cpuPercent,
  percent,
  rate,
  threeDigits,
  timeSpan,
} from '../report/text/numbers.ts';
import { errorShare, shortEvidence, VERDICT_MARK } from '../report/verdict-words.ts';
import { activity } from './live-activity.ts';
import { remainingS } from './remaining.ts';
import type { RunViewState } from './run-state.ts';

/** What an event is worth in a log: one line per phase and step. `state` is the state after it. */
export function plainLines(state: RunViewState, event: LabEvent): string[] {
  switch (event.type) {
    case 'run-started':
      return startLines(event);
    case 'progress':
      return [cleanText(event.text)];
    case 'launch-started':
      return state.launches.length === 1
        ? []
        : [`${cleanText(event.contender)}  launch ${event.launch}${blockWords(state, event.block)}`];
    case 'phase': {
      // Each step has its own line, so the phase that holds them needs none.
      if (event.phase === 'steps') return [];
      const { text } = activity(state, event.atMs, '');
      const expected = event.expectedS > 0 ? `, about ${timeSpan(event.expectedS)}` : '';
      return [`${cleanText(event.contender)}  ${text}${expected}`];
    }
    case 'step-finished':
      return [stepLine(event.record)];
    case 'launch-finished':
      return launchLines(state, event.record);
    case 'warning':
      return [`! ${cleanText(event.warning.message)}`];
    case 'run-finished':
      return [
        `${event.record.state} after ${clockTime((event.atMs - (state.firstAtMs ?? event.atMs)) / 1000)}`,
      ];
    case 'step-started':
    case 'second':
    case 'log':
      return [];
  }
}

function startLines(event: Extract<LabEvent, { type: 'run-started' }>): string[] {
  const { cpus, launches, runtime, generator, folder } = event;
  const parts = [
    cpus.server.length > 0 ? `server cpus ${formatCpuList(cpus.server)}` : '',
    `load ${formatCpuList(cpus.load)}`,
    runtime,
    generator,
    folder,
  ];
  const many = launches.length === 1 ? '' : ` · ${launches.length} launches`;
  return [
    `${cleanText(event.title)} · seed ${event.seed}${many} · about ${timeSpan(event.expectedS)}`,
    parts.filter((part) => part !== '').join(' · '),
  ];
}

/** The sign of life of a quiet minute. */
export function heartbeatLine(state: RunViewState, nowMs: number): string {
  const { step, load } = state;
  const launch = state.current === null ? undefined : state.launches[state.current];
  const text = step === null ? '' : `step ${step.id.index}/${step.of} · ${rate(step.ratePerSec)}`;
  const now = activity(state, nowMs, text);
  const doing =
    launch === undefined
      ? (state.progress ?? 'starting')
      : `${launch.contender} ${now.text}${now.progress === null ? '' : `, ${now.progress.doneS}/${now.progress.ofS} s`}`;
  const p99 = load.p99Ms === null ? '' : `, p99 ${threeDigits(load.p99Ms)} ms`;
  const left = remainingS(state, nowMs);
  return `still running: ${doing}${p99}${left === null ? '' : `; about ${clockTime(left)} left`}`;
}

/** Steps that are not part of finding a capacity, but say more of it. */
const BEYOND_SEARCH: readonly StepPurpose[] = ['compare', 'confirm', 'overload', 'recovery'];

function stepLine(step: StepRecord): string {
  const { latencyMs } = step;
  return [
    `${step.contender}  ${VERDICT_MARK[step.verdict]} step ${step.index} · ${rate(step.ratePerSec)} ${step.verdict}`,
    step.verdict === 'held' ? null : `${step.reason}: ${shortEvidence(step)}`,
    step.bottleneck === null ? null : `bottleneck ${step.bottleneck.label}`,
    `achieved ${rate(step.achievedPerSec)}`,
    `p50 ${threeDigits(latencyMs.p50)} p99 ${threeDigits(latencyMs.p99)} ms`,
    `errors ${percent(errorShare(step))}`,
    `dropped ${count(step.dropped)}`,
    step.server.cpuShare === null ? null : `server cpu ${cpuPercent(step.server.cpuShare)}`,
    ...(step.dependencies ?? []).map(
      ({ service, cpuShare }) => `${cleanText(service)} cpu ${cpuPercent(cpuShare)}`,
    ),
    step.generator.name === 'builtin' ? null : `by ${step.generator.name}`,
    step.attempt > 1 ? `attempt ${step.attempt}` : null,
    BEYOND_SEARCH.includes(step.purpose) ? step.purpose : null,
  ]
    .filter((part) => part !== null)
    .join('  ');
}

function launchLines(state: RunViewState, record: LaunchRecord): string[] {
  if (record.state === 'ok') return searchLines(state, record);
  if (record.state === 'running') return [];
  const [message, ...seen] = (record.error?.message ?? '').split('\n').map(cleanText);
  const error = record.error === null ? '' : `: ${record.error.code} ${message}`;
  return [`${record.contender}  ✗ launch ${record.state}${error}`, ...seen.map((line) => `    ${line}`)];
}

/** What the search of a launch came to; nothing where a list of rates was offered. */
function searchLines({ launches }: RunViewState, { contender, block }: LaunchRecord): string[] {
  const launch = launches.find((one) => one.contender === cleanText(contender) && one.block === block);
  if (launch === undefined || launch.search === null) return [];
  return [`${launch.contender}  capacity ${searchText(launch.search)}`];
}

function blockWords(state: RunViewState, block: number): string {
  const blocks = state.header?.blocks ?? 1;
  return blocks > 1 ? ` · block ${block}/${blocks}` : '';
}
