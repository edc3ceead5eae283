import { THRESHOLDS } from '../../domain/thresholds.ts';
import type { Rebuilt } from './rebuild-histogram.ts';

/** A pulse later than this part of what its virtual users bridge shows a stop that drops may have followed. */
const STOP_PART = 0.25;
/**
 * Half of all pulses later than this part, and than k6 is when it has all it needs (1 ms at most): not a
 * stop, but too little CPU all the time. Three neighbours on its CPU make it 9 ms.
 */
const STARVED_PART = 0.03;
const STARVED_LEAST_US = 3_000;

export interface DropEvidence {
  /** Of the step's window. */
  readonly dropped: number;
  /** Lag of the pulse in it and in the window before, µs. */
  readonly pulses: readonly Rebuilt[];
  /** k6's use of its CPUs over the step, 0 to 1; null where it could not be read. */
  readonly cpuShare: number | null;
  readonly ratePerSec: number;
  readonly virtualUsers: number;
}

/**
 * How many of a window's drops were k6's own doing; the rest are the service's, which kept every
 * virtual user waiting. k6 drops an arrival when no virtual user is free, and cannot say why: they
 * wait for the service, or for a CPU. The pulse tells: it asks nothing of the service, so it is late
 * only when k6 is. A stop of L seconds makes L · rate arrivals late, so it explains no more drops than
 * that; a k6 that is short of CPU throughout explains all of them. What cannot be told is k6's.
 */
export function droppedByGenerator(evidence: DropEvidence): number {
  const { dropped, pulses, cpuShare, ratePerSec, virtualUsers } = evidence;
  if (dropped === 0) return 0;
  const patienceUs = (1e6 * virtualUsers) / ratePerSec;
  const seen = pulses.filter(({ count }) => count > 0);
  const isBusy = cpuShare === null || cpuShare > THRESHOLDS.generatorCpuShare.value;
  if (isBusy || seen.length === 0) return dropped;
  const starvedUs = Math.max(STARVED_LEAST_US, STARVED_PART * patienceUs);
  if (seen.some((pulse) => pulse.at(0.5) > starvedUs)) return dropped;
  const longestStopUs = Math.max(...seen.map(({ maxUs }) => maxUs));
  if (longestStopUs <= STOP_PART * patienceUs) return 0;
  return Math.min(dropped, Math.ceil((longestStopUs / 1e6) * ratePerSec));
}
