import { describe, expect, it } from 'vitest';
import { bottleneckOf } from '../../src/domain/bottleneck.ts';
import type { Clues } from '../../src/domain/bottleneck-clues.ts';
import {
  BOTTLENECK_LABELS,
  type BottleneckLabel,
  isLimitOfService,
} from '../../src/domain/bottleneck-label.ts';
import type { VerdictReason } from '../../src/domain/verdict-types.ts';

/** A step of which nothing is known. */
const BLIND: Clues = {
  stealShare: null,
  foreignShare: null,
  sleptMs: null,
  noisySeconds: null,
  lateSeconds: null,
  throttledShare: null,
  generatorCpuShare: null,
  droppedShare: null,
  lagP99Ms: null,
  lagLimitMs: null,
  pauseMs: null,
  pauseLimitMs: null,
  stalledS: null,
  cpuShare: null,
  loopUtilisation: null,
  busiestLoop: null,
  threadUtilisation: null,
  requestSkew: null,
  gcShare: null,
  listenOverflows: null,
  retransmits: null,
  retransmitShare: null,
  noAddress: null,
  unreached: null,
  softirqShare: null,
  memoryPressureShare: null,
  dependencyCpuShare: null,
  dependency: '',
  wrongAnswerShare: null,
};

const of = (clues: Partial<Clues>, reason: VerdictReason = 'latency') =>
  bottleneckOf({ verdict: 'failed', reason }, { ...BLIND, ...clues });
const labelOf = (clues: Partial<Clues>, reason?: VerdictReason) => of(clues, reason)?.label;

type Case = [label: BottleneckLabel, shows: Partial<Clues>, notQuite: Partial<Clues>];

/** In the order of the list: evidence that gives a label, and evidence just short of it. */
const CASES: readonly Case[] = [
  ['host-noise', { stealShare: 0.031 }, { stealShare: 0.03 }],
  ['host-noise', { foreignShare: 0.031 }, { foreignShare: 0.03 }],
  ['host-noise', { sleptMs: 501 }, { sleptMs: 500 }],
  ['cpu-quota', { throttledShare: 0.011 }, { throttledShare: 0.01 }],
  ['generator', { generatorCpuShare: 0.81 }, { generatorCpuShare: 0.8 }],
  ['generator', { droppedShare: 0.002 }, { droppedShare: 0.001 }],
  ['generator', { lagP99Ms: 2.6, lagLimitMs: 2.5 }, { lagP99Ms: 2.5, lagLimitMs: 2.5 }],
  ['generator', { pauseMs: 11, pauseLimitMs: 10 }, { pauseMs: 10, pauseLimitMs: 10 }],
  ['service-cpu', { cpuShare: 0.9 }, { cpuShare: 0.89 }],
  ['dependency-cpu', { dependencyCpuShare: 0.9 }, { dependencyCpuShare: 0.89 }],
  ['service-blocked', { loopUtilisation: 0.95, cpuShare: 0.69 }, { loopUtilisation: 0.94, cpuShare: 0.7 }],
  ['service-blocked', { loopUtilisation: 0.8, cpuShare: 0.39 }, { loopUtilisation: 0.8, cpuShare: 0.4 }],
  ['service-blocked', { loopUtilisation: 0.8, cpuShare: 0.1 }, { loopUtilisation: 0.79, cpuShare: 0.1 }],
  [
    'service-blocked',
    { threadUtilisation: 0.95, cpuShare: 0.69 },
    { threadUtilisation: 0.94, cpuShare: 0.69 },
  ],
  ['service-blocked', { threadUtilisation: 0.8, cpuShare: 0.1 }, { threadUtilisation: 0.79, cpuShare: 0.1 }],
  ['service-stalled', { stalledS: 2, cpuShare: 0.69 }, { stalledS: 1, cpuShare: 0.69 }],
  ['service-imbalance', { requestSkew: 1.16, busiestLoop: 0.85 }, { requestSkew: 1.15, busiestLoop: 0.85 }],
  ['service-imbalance', { busiestLoop: 0.95, loopUtilisation: 0.84 }, { busiestLoop: 0.95 }],
  ['service-memory', { gcShare: 0.11 }, { gcShare: 0.1 }],
  ['service-memory', { memoryPressureShare: 0.011 }, { memoryPressureShare: 0.01 }],
  ['network', { listenOverflows: 10 }, { listenOverflows: 9 }],
  ['network', { retransmitShare: 0.002, retransmits: 10 }, { retransmitShare: 0.001, retransmits: 10 }],
  ['network', { retransmitShare: 0.06, retransmits: 10 }, { retransmitShare: 0.0056, retransmits: 1 }],
  ['network', { noAddress: 1 }, { noAddress: 0 }],
  ['network', { softirqShare: 0.31 }, { softirqShare: 0.3 }],
  ['service-queueing', { cpuShare: 0.7, wrongAnswerShare: 0 }, { cpuShare: 0.7, wrongAnswerShare: 0.5 }],
  ['service-wait', { cpuShare: 0.69, wrongAnswerShare: 0 }, { cpuShare: 0.69, wrongAnswerShare: 0.5 }],
];

describe('a bottleneck', () => {
  it('is nobody’s where no connection was ever opened, however late the generator was', () => {
    const seen = of({ unreached: 3456, lagP99Ms: 20, lagLimitMs: 2.5 }, 'errors');
    expect(seen?.label).toBe('unknown');
    expect(seen?.sentence).toContain('Not one of 3456 connections could be opened');
  });

  it.each(CASES)('is %s by %j, with these numbers, and not by %j', (label, shows, notQuite) => {
    expect(of(shows)).toMatchObject({ label, evidence: shows });
    expect(labelOf(notQuite)).not.toBe(label);
  });

  it.each(CASES)('is never %s where a number of %j is unknown', (label, shows) => {
    for (const name of Object.keys(shows)) expect(labelOf({ ...shows, [name]: null })).not.toBe(label);
  });

  it('is not put down to a service that waits for what is at its end, however long nobody is answered', () => {
    const stalled = { stalledS: 4, cpuShare: 0.1, wrongAnswerShare: 0 };
    expect(labelOf({ ...stalled, dependencyCpuShare: 0.95, dependency: 'db' })).toBe('dependency-cpu');
    expect(labelOf({ ...stalled, dependencyCpuShare: 0.2, dependency: 'db' })).toBe('service-stalled');
  });

  it('is the first of the list that shows, and that one alone', () => {
    const everything = Object.assign({}, ...CASES.toReversed().map(([, shows]) => shows));
    expect(labelOf({ ...everything, cpuShare: 0.95 })).toBe('host-noise');
    for (const [i, [label, shows]] of CASES.entries()) {
      for (const [later, more] of CASES.slice(i + 1)) {
        const both = { ...more, ...shows };
        // What both speak of, with different values, cannot be true of one step.
        const isOne = Object.entries(more).every(([name, value]) => both[name as keyof Clues] === value);
        if (isOne && later !== label) expect(labelOf(both), JSON.stringify(both)).toBe(label);
      }
    }
  });

  it('is unknown where nothing shows, which is said, and none where a step was held', () => {
    expect(of({})).toMatchObject({ label: 'unknown', evidence: {} });
    const clues = { ...BLIND, stealShare: 0.5 };
    expect(bottleneckOf({ verdict: 'held', reason: 'objective-met' }, clues)).toBeNull();
  });

  it('of four busy workers on one CPU is the CPU: it is their own, not noise', () => {
    const innocent = { foreignShare: 0.01, stealShare: 0, loopUtilisation: 0.98, busiestLoop: 0.99 };
    expect(labelOf({ ...innocent, cpuShare: 0.97, requestSkew: 1.3 })).toBe('service-cpu');
  });

  it('of a service that blocks while its clients give up is the blocking, not a stall', () => {
    expect(labelOf({ stalledS: 3, cpuShare: 0.05, loopUtilisation: 1 })).toBe('service-blocked');
    expect(labelOf({ stalledS: 3, cpuShare: 0.05, loopUtilisation: 0.06 })).toBe('service-stalled');
  });

  it('of a service that computes for clients that gave up is the CPU, not a stall', () => {
    expect(labelOf({ stalledS: 3, cpuShare: 0.96 })).toBe('service-cpu');
  });

  it('of fast wrong answers is not a wait', () => {
    expect(labelOf({ cpuShare: 0.1, wrongAnswerShare: 1 }, 'errors')).toBe('unknown');
    expect(labelOf({ cpuShare: 0.1, wrongAnswerShare: 0 }, 'errors')).toBe('service-wait');
  });

  it('of uneven workers that are idle is what they wait for', () => {
    const uneven = { requestSkew: 1.6, busiestLoop: 0.2, loopUtilisation: 0.1 };
    expect(labelOf({ ...uneven, cpuShare: 0.1, wrongAnswerShare: 0 })).toBe('service-wait');
  });

  it('of a void step is the noise there was more of, and never the service', () => {
    const busy = { cpuShare: 0.99, lagP99Ms: 1, lagLimitMs: 2.5 };
    const voided = (clues: Partial<Clues>, reason: VerdictReason) =>
      bottleneckOf({ verdict: 'invalid', reason }, { ...BLIND, ...busy, ...clues })?.label;
    expect(voided({ noisySeconds: 2, lateSeconds: 1 }, 'unclean')).toBe('host-noise');
    expect(voided({ noisySeconds: 1, lateSeconds: 2 }, 'unclean')).toBe('generator');
    expect(voided({ droppedShare: 0.01 }, 'dropped')).toBe('generator');
    expect(voided({ sleptMs: 900 }, 'slept')).toBe('host-noise');
    expect(voided({}, 'count-mismatch')).toBe('unknown');
    expect(voided({}, 'interrupted')).toBe('unknown');
  });

  it('of a service that died is not asked for', () => {
    expect(labelOf({ cpuShare: 0.99 }, 'contender-died')).toBe('unknown');
  });

  it('is a limit of the service unless the measurement ran into it', () => {
    const limits = BOTTLENECK_LABELS.filter((label) => !isLimitOfService({ label }));
    expect(limits).toEqual(['host-noise', 'generator']);
  });
});
