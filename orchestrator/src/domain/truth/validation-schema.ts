import { z } from 'zod';
import { BOTTLENECK_LABELS } from '../bottleneck-label.ts';

const outcome = z.enum(['right', 'wrong', 'noise']).describe('of a trial; noise: the lab cannot tell');
const label = z.enum([...BOTTLENECK_LABELS, 'none']);

const trial = z.strictObject({
  outcome,
  said: z.string().describe('what the lab said, in numbers, against the truth'),
  verdict: z
    .enum(['held', 'failed', 'undecided', 'invalid'])
    .nullable()
    .describe('null of a search, which is many steps'),
  label: label.describe('the bottleneck that the lab named; none where the step was held'),
  attempts: z.int().min(1).describe('how often it was measured: again after noise, while there was time'),
});

const truthCase = z.strictObject({
  id: z.string(),
  what: z.string(),
  truth: z.string(),
  tolerance: z.string(),
  caused: label
    .nullable()
    .describe('the bottleneck that was caused; null where the label is not the question'),
  outcome: z
    .enum(['passed', 'failed', 'cannot-tell'])
    .describe(
      'failed: a wrong answer, or fewer right labels than `least`; cannot-tell: every trial was noise',
    ),
  least: z
    .int()
    .min(0)
    .nullable()
    .describe('right labels this cause alone needs; null where every answer has to be right'),
  trials: z.array(trial).min(1),
});

/** What `validate --output json` prints; docs/schema shows it. */
export const validationSchema = z.strictObject({
  schema: z.literal(1),
  kind: z.literal('validation'),
  mode: z.enum(['quick', 'full']),
  outcome: z.enum(['passed', 'failed', 'cannot-tell']),
  startedAt: z.iso.datetime(),
  tookS: z.number(),
  lab: z.strictObject({
    version: z.string(),
    commit: z.string().nullable(),
    node: z.string(),
  }),
  machine: z.strictObject({
    cpuModel: z.string().nullable(),
    kernel: z.string(),
    virtualMachine: z.string().nullable(),
    cpus: z.array(z.int()),
    serverCpus: z.array(z.int()),
    loadCpus: z.array(z.int()),
  }),
  answers: z.strictObject({
    all: z.int(),
    right: z.int(),
    wrong: z.int(),
    noise: z.int(),
    noiseCap: z.number().describe('share of answers; above it the whole is cannot-tell'),
    measuredAgain: z.int().describe('measurements that noise had spoilt and that were made again'),
  }),
  labels: z
    .strictObject({
      told: z.int().describe('answers that were not noise'),
      right: z.int(),
      least: z.int().describe('right ones that are needed'),
      rightShare: z.number().nullable(),
      confusion: z
        .array(z.strictObject({ caused: label, said: label, times: z.int() }))
        .describe('answers that were noise are in it'),
    })
    .nullable()
    .describe('null where no bottleneck could be caused'),
  cases: z.array(truthCase),
  notRun: z.array(z.strictObject({ id: z.string(), what: z.string(), why: z.string() })),
  warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
});

export type Validation = Readonly<z.infer<typeof validationSchema>>;
export type TrialRecord = z.infer<typeof trial>;
export type CaseRecord = z.infer<typeof truthCase>;
