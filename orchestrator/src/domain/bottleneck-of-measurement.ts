import { above, type Sign, sign } from './bottleneck-sign.ts';
import { count, percent } from './ruling.ts';
import { THRESHOLDS } from './thresholds.ts';

const T = THRESHOLDS;
const ms = (value: number): string => `${Number(value.toPrecision(3))} ms`;

/** Never the contender's own wait for a CPU: four workers on one CPU are the service's own doing. */
export const HOST_NOISE: readonly Sign[] = [
  above('stealShare', T.stepStealShare.value, (v) => `the hypervisor took ${percent(v)} of the CPU`),
  above('foreignShare', T.stepForeignShare.value, (v) => `others used ${percent(v)} of the server CPUs`),
  above('sleptMs', T.sleptMs.value, (v) => `the machine slept, or its clock was set, by ${ms(v)}`),
  sign(
    ['noisySeconds', 'lateSeconds'],
    ({ noisySeconds, lateSeconds }) => noisySeconds >= lateSeconds && noisySeconds > 0,
    ({ noisySeconds }) => `others had the CPU in ${noisySeconds} seconds`,
  ),
];

export const GENERATOR: readonly Sign[] = [
  above('generatorCpuShare', T.generatorCpuShare.value, (v) => `its CPUs were ${percent(v)} busy`),
  above('droppedShare', T.droppedShare.value, (v) => `it dropped ${percent(v)} of the arrivals`),
  sign(
    ['lagP99Ms', 'lagLimitMs'],
    ({ lagP99Ms, lagLimitMs }) => lagP99Ms > lagLimitMs,
    ({ lagP99Ms, lagLimitMs }) => `its schedule was ${ms(lagP99Ms)} late (p99; ${ms(lagLimitMs)} may be)`,
  ),
  sign(
    ['pauseMs', 'pauseLimitMs'],
    ({ pauseMs, pauseLimitMs }) => pauseMs > pauseLimitMs,
    ({ pauseMs, pauseLimitMs }) => `it collected for ${ms(pauseMs)} at once (${ms(pauseLimitMs)} may be)`,
  ),
  sign(
    ['noisySeconds', 'lateSeconds'],
    ({ noisySeconds, lateSeconds }) => lateSeconds > noisySeconds,
    ({ lateSeconds }) => `its schedule was late in ${lateSeconds} seconds`,
  ),
];

export const NETWORK: readonly Sign[] = [
  sign(
    ['listenOverflows'],
    ({ listenOverflows }) => listenOverflows >= T.listenOverflows.value,
    ({ listenOverflows }) =>
      `${count(listenOverflows)} connections overflowed a listen backlog of the machine`,
  ),
  sign(
    ['retransmitShare', 'retransmits'],
    ({ retransmitShare, retransmits }) =>
      retransmitShare > T.retransmitShare.value && retransmits >= T.retransmits.value,
    ({ retransmitShare, retransmits }) =>
      `the machine sent ${count(retransmits)} segments again, ${percent(retransmitShare)} of the requests`,
  ),
  above('noAddress', 0, (v) => `${count(v)} connections found no free port (EADDRNOTAVAIL)`),
  above('softirqShare', T.softirqShare.value, (v) => `soft interrupts took ${percent(v)} of a CPU`),
];
