import { grown } from './host-health.ts';
import type { SecondSample } from './samples.ts';

/** What the counters of machine and cgroup grew by while load was offered; null where they are not told. */
export interface CounterClues {
  /** Of the scheduler periods of the contender's CPU quota. */
  readonly throttledShare: number | null;
  readonly listenOverflows: number | null;
  /** TCP segments sent again, and by the requests sent. */
  readonly retransmits: number | null;
  readonly retransmitShare: number | null;
  /** Of the time, in which some task of the machine waited for memory. */
  readonly memoryPressureShare: number | null;
}

/** The first reading against the last; two are needed. The network and memory counters are the machine's. */
export function counterClues(readings: readonly SecondSample[], sent: number): CounterClues {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    return {
      throttledShare: null,
      listenOverflows: null,
      retransmits: null,
      retransmitShare: null,
      memoryPressureShare: null,
    };
  }
  const retransmits = grown(first.host.tcpRetransmits, last.host.tcpRetransmits);
  const wallUs = (last.host.atMs - first.host.atMs) * 1000;
  return {
    throttledShare: throttledShare(first, last),
    listenOverflows: grown(first.host.listenOverflows, last.host.listenOverflows),
    retransmits,
    retransmitShare: ratio(retransmits, sent),
    memoryPressureShare: ratio(grown(first.host.pressureMemoryUs, last.host.pressureMemoryUs), wallUs),
  };
}

function throttledShare(first: SecondSample, last: SecondSample): number | null {
  const [was, is] = [first.contender?.throttling, last.contender?.throttling];
  if (was == null || is == null) return null;
  return ratio(is.throttled - was.throttled, is.periods - was.periods);
}

function ratio(part: number | null, whole: number): number | null {
  return part === null || whole <= 0 ? null : part / whole;
}
