import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import { generatedFiles, withThresholds } from '../../scripts/generated-files.ts';
import type { CalibrationDocument } from '../../src/domain/calibration.ts';
import type { calibrationSchema } from '../../src/domain/calibration-schema.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { parseRunRecord, type runSchema } from '../../src/domain/run-schema.ts';
import { stepFigures } from '../../src/domain/step-figures.ts';
import { stepFiguresSchema } from '../../src/domain/step-schema.ts';
import { judgeStep } from '../../src/domain/verdict.ts';
import { simulatedStep } from './simulated-step.ts';

const root = join(import.meta.dirname, '..', '..', '..');

type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [K in keyof T]: Mutable<T[K]> }
    : T;

const step = simulatedStep(
  { capacityPerSec: 400, service: 'fixed' },
  { ratePerSec: 500, durationS: 3, pacing: 'paced', seed: 1 },
);
const record: RunRecord = {
  schema: 1,
  id: '20261123-101530-ramp-k3f9',
  state: 'running',
  startedAt: '2026-11-23T10:15:30.000Z',
  endedAt: null,
  command: ['run', '--scenario', 'ramp'],
  lab: { version: '0.1.0', commit: null, dirty: null },
  node: { orchestrator: 'v26.10.0', generator: 'v26.10.0', contenders: 'v26.10.0', fallback: null },
  runtime: 'process',
  engine: null,
  images: [],
  generator: { name: 'builtin', connections: 64, burn: 'hybrid', k6CleanLimitPerSec: null },
  scenario: {
    name: 'ramp',
    description: '',
    contenders: ['koa'],
    objective: step.objective,
    policy: { kind: 'ladder', ratesPerSec: [500], stopAfterFailed: null },
    step: { durationS: 3, leadInS: 0.5 },
    warmUp: { ratePerSec: 100, minS: 2, maxS: 2 },
    requests: [
      { name: 'a', weight: 1, method: 'GET', path: '/', headers: {}, expect: { statuses: [], body: 'x' } },
    ],
    blocks: 1,
    pacing: 'paced',
    connections: 64,
    timeoutMs: 5000,
  },
  provenance: { seed: 'flag' },
  objective: step.objective,
  seed: 7,
  cpus: { server: [0], load: [1], housekeeping: [1], rankable: true, notes: [] },
  contenders: [
    {
      id: 'koa',
      name: 'Koa',
      role: 'contender',
      framework: { name: 'koa', version: '3' },
      settings: {},
      source: 'x',
    },
  ],
  launches: [],
  steps: [
    {
      contender: 'koa',
      block: 1,
      launch: 1,
      index: 1,
      attempt: 1,
      purpose: 'ladder',
      final: true,
      startedAt: '2026-11-23T10:15:40.000Z',
      ...stepFigures(step.load, {
        ratePerSec: 500,
        durationS: 3,
        judgement: judgeStep(step),
        generatorCpus: 1,
      }),
      server: { cpuUsPerRequest: 46, cpuShare: 0.5, rssMb: 90, workers: [] },
      host: { stealShare: 0, foreignShare: null },
      bottleneck: { label: 'service-cpu', evidence: { cpuShare: 0.97 }, sentence: 'It was busy.' },
      serverCompleted: null,
      recoveredAfterS: null,
    },
  ],
  warnings: [],
  supplyAgain: [],
};

describe('run.json', () => {
  it('is read back as it was written', () => {
    expect(parseRunRecord(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('opens where steps have no bottleneck yet', () => {
    const older = record.steps.map(({ bottleneck: _, ...rest }) => rest);
    expect(parseRunRecord({ ...record, steps: older }).steps[0]?.bottleneck).toBeNull();
  });

  it('has the same type in the schema and in the code, both ways', () => {
    expectTypeOf<z.output<typeof runSchema>>().toExtend<RunRecord>();
    expectTypeOf<Mutable<RunRecord>>().toExtend<z.output<typeof runSchema>>();
    expectTypeOf<keyof RunRecord>().toEqualTypeOf<keyof z.output<typeof runSchema>>();
    expectTypeOf<keyof RunRecord['steps'][number]>().toEqualTypeOf<
      keyof z.output<typeof runSchema>['steps'][number]
    >();
    expectTypeOf<keyof RunRecord['scenario']>().toEqualTypeOf<keyof z.output<typeof runSchema>['scenario']>();
    expectTypeOf<keyof RunRecord['launches'][number]>().toEqualTypeOf<
      keyof z.output<typeof runSchema>['launches'][number]
    >();
  });

  it('passes over fields of a later version, and refuses a format it does not know', () => {
    expect(parseRunRecord({ ...record, later: 1 })).toEqual(record);
    expect(() => parseRunRecord({ ...record, schema: 2 })).toThrow('written by a newer lab');
  });

  it('names what is wrong in one line', () => {
    expect(() => parseRunRecord({ ...record, seed: 'x', steps: [{}] })).toThrow(
      /^seed: .*; steps\.0\..*; and \d+ more$/,
    );
    expect(() => parseRunRecord(null)).toThrow(/^document: /);
  });
});

describe('calibrate --output json', () => {
  it('has the same type in the schema and in the code, both ways', () => {
    expectTypeOf<z.output<typeof calibrationSchema>>().toExtend<CalibrationDocument>();
    expectTypeOf<Mutable<CalibrationDocument>>().toExtend<z.output<typeof calibrationSchema>>();
    expectTypeOf<keyof CalibrationDocument>().toEqualTypeOf<keyof z.output<typeof calibrationSchema>>();
  });
});

describe('docs/schema', () => {
  it.each(generatedFiles())(
    '%s is what the code says (write it again with orchestrator/scripts/write-schemas.ts)',
    async (path, text) => {
      expect(await readFile(join(root, path), 'utf8')).toBe(text);
    },
  );
});

describe('docs/METHODOLOGY.md', () => {
  const text = () => readFile(join(root, 'docs', 'METHODOLOGY.md'), 'utf8');

  it('shows every threshold as the code has it (write it again with orchestrator/scripts/write-schemas.ts)', async () => {
    expect(await text()).toBe(withThresholds(await text()));
  });

  it('explains every reason a verdict can have', async () => {
    const explained = await text();
    for (const reason of stepFiguresSchema.shape.reason.options) expect(explained).toContain(`\`${reason}\``);
  });
});
