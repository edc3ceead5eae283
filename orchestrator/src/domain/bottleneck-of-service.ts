import { above, type Sign, sign } from './bottleneck-sign.ts';
import { percent } from './ruling.ts';
import { THRESHOLDS } from './thresholds.ts';

const T = THRESHOLDS;
const cpuWords = ({ cpuShare }: { readonly cpuShare: number }): string =>
  `the service used ${percent(cpuShare)} of the CPUs it can use`;

export const CPU_QUOTA: readonly Sign[] = [
  above('throttledShare', T.throttledShare.value, (v) => `its CPU quota ended ${percent(v)} of its periods`),
];

/** With the CPU in use it is overload: what it works on, the clients have given up on. */
export const STALLED: readonly Sign[] = [
  sign(
    ['stalledS', 'cpuShare'],
    ({ stalledS, cpuShare }) => stalledS >= T.stalledS.value && cpuShare < T.idleCpuShare.value,
    ({ stalledS, cpuShare }) =>
      `for ${stalledS} s requests were open and none was answered; the service lived and used ${percent(cpuShare)} of its CPUs`,
  ),
];

export const BUSY: readonly Sign[] = [
  sign(['cpuShare'], ({ cpuShare }) => cpuShare >= T.busyCpuShare.value, cpuWords),
];

const isBlocked = (utilisation: number, cpuShare: number): boolean =>
  (utilisation >= T.fullLoop.value && cpuShare < T.idleCpuShare.value) ||
  (utilisation >= T.blockedLoop.value && cpuShare < utilisation / 2);

/** A worker that hands blocking calls to a thread is free itself, and its requests wait for the thread. */
export const BLOCKED: readonly Sign[] = [
  sign(
    ['loopUtilisation', 'cpuShare'],
    ({ loopUtilisation, cpuShare }) => isBlocked(loopUtilisation, cpuShare),
    ({ loopUtilisation, cpuShare }) =>
      `its event loops were ${percent(loopUtilisation)} busy with ${percent(cpuShare)} of the CPU: calls that block`,
  ),
  sign(
    ['threadUtilisation', 'cpuShare'],
    ({ threadUtilisation, cpuShare }) => isBlocked(threadUtilisation, cpuShare),
    ({ threadUtilisation, cpuShare }) =>
      `threads of its workers were ${percent(threadUtilisation)} busy with ${percent(cpuShare)} of the CPU: calls that block`,
  ),
];

/** Uneven workers that have time to spare limit nothing, so the busiest one must be near its end. */
export const IMBALANCE: readonly Sign[] = [
  sign(
    ['requestSkew', 'busiestLoop'],
    ({ requestSkew, busiestLoop }) => requestSkew > T.requestSkew.value && busiestLoop >= T.roomyLoop.value,
    ({ requestSkew, busiestLoop }) =>
      `one worker got ${requestSkew.toFixed(2)} times the requests of the mean, its loop ${percent(busiestLoop)} busy`,
  ),
  sign(
    ['busiestLoop', 'loopUtilisation'],
    ({ busiestLoop, loopUtilisation }) =>
      busiestLoop >= T.fullLoop.value && loopUtilisation < T.roomyLoop.value,
    ({ busiestLoop, loopUtilisation }) =>
      `one worker's loop was ${percent(busiestLoop)} busy, all of them ${percent(loopUtilisation)}`,
  ),
];

export const MEMORY: readonly Sign[] = [
  above('gcShare', T.gcShare.value, (v) => `a worker collected garbage ${percent(v)} of the time`),
  above(
    'memoryPressureShare',
    T.memoryPressureShare.value,
    (v) => `tasks of the machine waited for memory ${percent(v)} of the time`,
  ),
];

export const DEPENDENCY: readonly Sign[] = [
  sign(
    ['dependencyCpuShare'],
    ({ dependencyCpuShare }) => dependencyCpuShare >= T.busyCpuShare.value,
    ({ dependencyCpuShare }, { dependency }) =>
      `its dependency ${dependency} used ${percent(dependencyCpuShare)} of the CPU that it could have`,
  ),
];

const slowWith = (fits: (cpuShare: number) => boolean): Sign => {
  const needs = ['cpuShare', 'wrongAnswerShare'] as const;
  return sign(needs, (known) => fits(known.cpuShare) && known.wrongAnswerShare < 0.5, cpuWords);
};

/** Both are of slowness: wrong answers that come at once have their reason elsewhere. */
export const QUEUEING: readonly Sign[] = [
  slowWith((cpuShare) => cpuShare >= T.idleCpuShare.value && cpuShare < T.busyCpuShare.value),
];
export const WAIT: readonly Sign[] = [slowWith((cpuShare) => cpuShare < T.idleCpuShare.value)];
