import { expect, it } from 'vitest';
import {
  type RunOnDetailedMachine,
  reproductionDifferences,
} from '../../src/domain/reproduction-differences.ts';
import { FACTS } from '../app/in-memory-lab.ts';
import { rampRun } from '../report/fixture.ts';

const RUN: RunOnDetailedMachine = { record: rampRun(), machine: FACTS };
const what = (other: Partial<RunOnDetailedMachine>): string[] =>
  reproductionDifferences(RUN, { ...RUN, ...other }).map((one) => one.what);

it('says nothing of what is the same', () => {
  expect(what({})).toEqual([]);
});

it('lists machine, Node, commit, versions, settings, CPUs and engine', () => {
  const { lab, node, cpus, contenders } = RUN.record;
  const record = rampRun({
    lab: { ...lab, commit: 'def' },
    node: { ...node, orchestrator: '26.11.0', contenders: '26.11.0' },
    cpus: { ...cpus, server: [2] },
    engine: { version: '28.2', apiVersion: '1.48', cgroup: 'v2', rootless: false, local: true },
    contenders: contenders.map((one) => ({
      ...one,
      framework: one.framework === null ? null : { ...one.framework, version: '9.9.9' },
      settings: one.id === 'koa' ? { WORKERS: '4' } : one.settings,
    })),
  });
  expect(
    what({ record, machine: { ...FACTS, kernel: '6.1', governor: 'powersave', memoryMb: 16_000 } }),
  ).toEqual([
    'Node of the contenders',
    'server CPUs',
    'kernel',
    'memory',
    'CPU governor',
    'commit of the lab',
    'Node of the lab',
    'Docker engine',
    'version of express',
    'version of koa',
    'settings of koa',
    'version of fastify',
  ]);
});

it('an unknown machine is not the same one, and neither are changes that are in no commit', () => {
  expect(what({ machine: null })).toEqual(['machine']);
  const dirty = rampRun({ lab: { ...RUN.record.lab, dirty: true } });
  const twice = { record: dirty, machine: FACTS };
  expect(reproductionDifferences(twice, twice).map((one) => one.what)).toEqual(['changes since that commit']);
});

it('shows as ? what a machine did not tell', () => {
  const { memoryMb: _, ...older } = FACTS;
  expect(reproductionDifferences(RUN, { ...RUN, machine: older as typeof FACTS })).toEqual([
    { what: 'memory', a: '8 GB', b: '?' },
  ]);
});
