import { usableCpuShare } from '../bottleneck-clues.ts';
import { isLimitOfService } from '../bottleneck-label.ts';
import { withoutControls } from '../controls.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import { stepKey } from '../step-id.ts';
import { THRESHOLDS } from '../thresholds.ts';
import { finalStepsByRate } from './final-steps.ts';
import type { Findable, Found } from './finding.ts';

/** It dies, or answers far less than it did at a lower rate, where another contender has room, and its CPU is not why. */
export interface CollapseFinding
  extends Found<
    'collapse',
    {
      readonly offeredPerSec: number;
      readonly achievedPerSec: number;
      /** The most that it answered rightly at a lower rate; absent: it was offered none. */
      readonly belowPerSec?: number;
      /** Of the CPUs it can use; absent: unknown. */
      readonly cpuShare?: number;
      /** Of these launches it collapsed in so many. */
      readonly launches: number;
      readonly collapsedLaunches: number;
      /** The highest CPU use among those that held that rate or a higher one with room. */
      readonly othersCpuShare: number;
      /** Seconds at the end of the step without a right answer; absent: its seconds are not at hand. */
      readonly unansweredS?: number;
    }
  > {
  readonly others: readonly string[];
  readonly health: Health;
}

/**
 * All that is known of its health: whether its process lived, and whether it kept the contract when it
 * was asked again after the load. Nobody asks during the load.
 */
export type Health =
  | 'died'
  | 'died-later'
  | 'right-after'
  | 'wrong-after'
  | 'silent-after'
  | 'not-asked-after';

const ENDED: readonly string[] = ['LAB_CONTENDER_EXITED', 'LAB_CONTENDER_OUT_OF_MEMORY'];

export function collapses(run: Findable): CollapseFinding[] {
  // Who has more room than another is a comparison, and without CPUs of their own there is none.
  if (!run.record.cpus.rankable) return [];
  return withoutControls(run.record.contenders).flatMap(({ id }) => collapseOf(run, id) ?? []);
}

function collapseOf({ record, timelines }: Findable, contender: string): CollapseFinding | null {
  const steps = finalStepsByRate(record, contender);
  const isCollapsed = (one: StepRecord): boolean => hasCollapsed(one, bestBelow(one, steps), record);
  const step = steps.find(isCollapsed);
  const others = step === undefined ? [] : withRoom(record, contender, step.ratePerSec);
  if (step === undefined || others.length === 0) return null;
  const atRate = steps.filter(({ ratePerSec }) => ratePerSec === step.ratePerSec);
  const launches = (of: readonly StepRecord[]): number => new Set(of.map(({ launch }) => launch)).size;
  const cpuShare = usableCpuShare(step.server, record.cpus.server.length);
  const belowPerSec = bestBelow(step, steps);
  const seconds = timelines?.get(stepKey(step))?.seconds;
  return {
    id: 'collapse',
    contenders: [contender],
    evidence: {
      offeredPerSec: step.ratePerSec,
      achievedPerSec: step.achievedPerSec,
      ...(belowPerSec === null ? {} : { belowPerSec }),
      ...(cpuShare === null ? {} : { cpuShare }),
      launches: launches(atRate),
      collapsedLaunches: launches(atRate.filter(isCollapsed)),
      othersCpuShare: Math.max(...others.map((other) => other.cpuShare)),
      ...(seconds === undefined
        ? {}
        : { unansweredS: seconds.length - 1 - seconds.findLastIndex(({ ok }) => ok > 0) }),
    },
    chart: 'rates',
    others: others.map(({ id }) => id),
    health: healthAfter(record, step),
  };
}

/** What a rate beyond it brings down, it has shown to be able to; null: it was offered no lower one. */
function bestBelow({ ratePerSec }: StepRecord, own: readonly StepRecord[]): number | null {
  const below = own.filter((one) => one.ratePerSec < ratePerSec);
  return below.length === 0 ? null : Math.max(...below.map(({ achievedPerSec }) => achievedPerSec));
}

/** One that waits for others answers at every higher rate what it can, idle: that is its limit, and no collapse. */
function hasCollapsed(step: StepRecord, belowPerSec: number | null, { cpus }: RunRecord): boolean {
  if (step.verdict !== 'failed') return false;
  if (step.reason === 'contender-died') return true;
  const { bottleneck, achievedPerSec, ratePerSec } = step;
  if (bottleneck !== null && !isLimitOfService(bottleneck)) return false;
  const cpuShare = usableCpuShare(step.server, cpus.server.length);
  const isIdle = cpuShare !== null && cpuShare < THRESHOLDS.idleCpuShare.value;
  const leastPerSec =
    belowPerSec === null
      ? THRESHOLDS.nextToNoneShare.value * ratePerSec
      : THRESHOLDS.collapsedShare.value * belowPerSec;
  return isIdle && achievedPerSec < leastPerSec;
}

/** Contenders that held that rate, or the next higher one they were offered, in every launch with CPU to spare. */
function withRoom(
  record: RunRecord,
  contender: string,
  ratePerSec: number,
): { id: string; cpuShare: number }[] {
  return withoutControls(record.contenders).flatMap(({ id }) => {
    if (id === contender) return [];
    const above = finalStepsByRate(record, id).filter((step) => step.ratePerSec >= ratePerSec);
    const lowest = above.filter((step) => step.ratePerSec === above[0]?.ratePerSec);
    const shares = lowest.map(({ server }) => usableCpuShare(server, record.cpus.server.length) ?? 1);
    const isHeld = lowest.length > 0 && lowest.every(({ verdict }) => verdict === 'held');
    const cpuShare = Math.max(...shares);
    return isHeld && cpuShare < THRESHOLDS.idleCpuShare.value ? [{ id, cpuShare }] : [];
  });
}

function healthAfter(record: RunRecord, step: StepRecord): Health {
  if (step.reason === 'contender-died') return 'died';
  const launch = record.launches.find((one) => one.launch === step.launch);
  if (ENDED.includes(launch?.error?.code ?? '')) {
    const wentOn = record.steps.some((one) => one.launch === step.launch && one.index > step.index);
    return wentOn ? 'died-later' : 'died';
  }
  const contract = launch?.contract;
  if (contract === 'verified') return 'right-after';
  if (contract === 'silent-after') return contract;
  return contract === 'failed' ? 'wrong-after' : 'not-asked-after';
}
