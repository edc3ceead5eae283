import { type BottleneckLabel, isLimitOfService } from '../bottleneck-label.ts';
import type { StepRecord } from '../run-record.ts';
import {
  type Disturbance,
  type Finding,
  getRequest,
  type OddService,
  type TruthCase,
  type TruthSeen,
  type TruthStep,
  type TruthTrial,
} from './truth-case.ts';

/** What stopped a step, in the words of the confusion table. */
export function saidLabel({ bottleneck }: Pick<StepRecord, 'bottleneck'>): BottleneckLabel | 'none' {
  return bottleneck?.label ?? 'none';
}

/**
 * Noise may be the answer where none was caused, since there may be some; another cause never. A machine
 * that also takes the server's CPU comes before a starved generator in the order of the labels.
 */
export function judgeLabel(caused: BottleneckLabel): (seen: Pick<TruthSeen, 'record'>) => Finding {
  return ({ record }) => {
    const label = saidLabel(record);
    const said = record.bottleneck === null ? 'held' : `${label}: ${record.bottleneck.sentence}`;
    if (label === caused) return { outcome: 'right', said };
    const ofMachine =
      (label === 'host-noise' && caused === 'generator') ||
      (label !== 'none' && isOfMeasurement(label) && !isOfMeasurement(caused));
    return { outcome: ofMachine ? 'noise' : 'wrong', said };
  };
}

function isOfMeasurement(label: BottleneckLabel): boolean {
  return !isLimitOfService({ label });
}

const TRIALS = 5;

function caused(
  label: BottleneckLabel,
  id: string,
  what: string,
  trial: { readonly service: OddService; readonly step: TruthStep; readonly disturbance?: Disturbance },
): TruthCase {
  const [first, ...more] = Array.from(
    { length: TRIALS },
    (_, i): TruthTrial => ({ ...trial, step: { ...trial.step, seed: i + 1 } }),
  );
  return {
    id,
    what,
    truth: label,
    tolerance: 'the label',
    caused: label,
    trials: [first as TruthTrial, ...more],
    judge: judgeLabel(label),
  };
}

const odd = (workers = 1): OddService => ({ program: 'odd-service', workers });
/** What a worker tells must be of load only: as long as one takes to answer that is blocked. */
const BUSY_LEAD_IN = { leadInS: 2 };
const step = (path: string, ratePerSec: number, more: Partial<TruthStep> = {}): TruthStep => ({
  ratePerSec,
  durationS: 3,
  leadInS: 1,
  timeoutMs: 700,
  requests: [getRequest('all', path)],
  ...more,
});

/**
 * Each cause leaves the other clues below their thresholds, on any machine: work is measured by its own
 * CPU clock, waits by timers.
 */
export const CASES_OF_BOTTLENECKS: readonly TruthCase[] = [
  caused('host-noise', 'foreign-hog', 'two foreign processes use the CPU of a service', {
    service: odd(),
    step: step('/spin', 150),
    disturbance: { kind: 'hogs', on: 'server', processes: 2 },
  }),
  // Only the server's CPUs and stolen time are noise of the host; what a busy load CPU harms is the schedule.
  caused('generator', 'starved-generator', 'four foreign processes use the CPU of the generator', {
    service: odd(),
    step: step('/', 500, { objective: { quantile: 0.99, latencyMs: 5, errorShare: 0.001 } }),
    disturbance: { kind: 'hogs', on: 'load', processes: 4 },
  }),
  caused('service-cpu', 'busy-loop', 'one worker that computes for longer than there is time', {
    service: odd(),
    step: step('/spin', 400),
  }),
  caused('service-cpu', 'four-on-one-cpu', 'four workers that compute on one CPU', {
    service: odd(4),
    step: step('/spin', 400),
  }),
  caused('service-blocked', 'blocking-calls', 'calls that block the event loop for 20 ms', {
    service: odd(),
    step: step('/block', 100, BUSY_LEAD_IN),
  }),
  caused('service-stalled', 'silence', 'a service that takes requests and answers none', {
    service: odd(),
    step: step('/silence', 50),
  }),
  caused('service-imbalance', 'slow-worker', 'one of four workers is slow', {
    service: odd(4),
    step: step('/uneven', 400, BUSY_LEAD_IN),
  }),
  caused('service-memory', 'long-collections', 'collections of over 100 ms, twice a second', {
    service: odd(),
    step: step('/collect', 100, BUSY_LEAD_IN),
  }),
  caused('network', 'small-backlog', 'a listen backlog of 1, and a connection for every request', {
    service: { program: 'small-backlog', workers: 1 },
    step: step('/', 200, { connections: 32, timeoutMs: 1500 }),
  }),
  // Whoever waits for a lock uses no CPU, so it is a wait like any other: with more CPU the lock stays.
  caused('service-wait', 'lock', 'a lock that is held for 20 ms by one request after the other', {
    service: odd(),
    step: step('/lock', 60, { timeoutMs: 3000 }),
  }),
  caused('service-wait', 'slow-dependency', 'a dependency that takes 120 ms (GET /api/wait)', {
    service: { program: 'node-http', workers: 1 },
    step: step('/api/wait?ms=120', 100),
  }),
];
