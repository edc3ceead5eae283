import { z } from 'zod';
import { BOTTLENECK_LABELS } from './bottleneck-label.ts';
import { STEP_PURPOSES } from './step-purpose.ts';

const verdict = z.enum(['held', 'failed', 'undecided', 'invalid']);
const reason = z.enum([
  'objective-met',
  'errors',
  'backlog',
  'latency',
  'too-close',
  'dropped',
  'unclean',
  'count-mismatch',
  'slept',
  'interrupted',
  'contender-died',
]);
export const counts = z.record(z.string(), z.number());
const maybe = z.number().nullable();

const latencyMs = z
  .object({ mean: maybe, p50: maybe, p90: maybe, p95: maybe, p99: maybe, p999: maybe, max: maybe })
  .describe('Milliseconds; null where too few samples support the percentile.');
export const spreadMs = z.object({ p50: maybe, p99: maybe, max: maybe });

export const countFields = {
  planned: z.int(),
  sent: z.int(),
  completed: z.int(),
  ok: z.int(),
  errors: z.int(),
  timeouts: z.int(),
  unsent: z.int(),
  dropped: z.int(),
};

const judgement = z.object({
  verdict,
  reason,
  detail: z.string(),
  cleanWindows: z.int(),
  windows: z.int(),
  uncleanBy: counts,
  overShare: maybe,
  overShareSe: maybe,
});

const worker = z.object({
  pid: z.int(),
  completed: z.number(),
  loopUtilisation: z.number(),
  loopDelayP99Ms: z.number(),
  threadUtilisation: z
    .number()
    .exactOptional()
    .describe('Of the busiest event loop among the threads it made; absent: it made none.'),
  gcShare: z.number(),
  rssMb: z.number(),
});

export const bottleneckSchema = z.object({
  label: z.enum(BOTTLENECK_LABELS),
  evidence: z.record(z.string(), z.number()),
  sentence: z.string(),
});

/** The fields of a step that `attack` and a run share. */
export const stepFiguresSchema = z.object({
  ratePerSec: z.number(),
  durationS: z.number(),
  verdict,
  reason,
  detail: z.string(),
  ...countFields,
  byStatus: counts,
  byError: counts,
  byRequest: z.record(z.string(), z.object({ ...countFields, latencyMs })),
  achievedPerSec: z.number(),
  latencyMs: latencyMs.describe('From the intended send time.'),
  serviceTimeMs: latencyMs.describe('From the actual send; diagnostic.'),
  schedulerLagMs: spreadMs,
  queueWaitMs: spreadMs,
  inFlight: z.object({ max: z.number(), slopePerSec: maybe }),
  drainMs: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  connects: z.object({ opened: z.number(), failed: z.number(), byError: counts }),
  generator: z.object({
    name: z.string(),
    cpuUsPerRequest: maybe,
    cpuShare: maybe,
    rssMb: maybe.default(null),
  }),
  judgement,
});

/** A step of a run, in `steps[]` of run.json. */
export const stepRecordSchema = stepFiguresSchema.extend({
  contender: z.string(),
  block: z.int(),
  launch: z.int(),
  index: z.int(),
  attempt: z.int(),
  purpose: z
    .enum(STEP_PURPOSES)
    .default('ladder')
    .describe('What it was offered for; steps of a capacity run have several purposes.'),
  final: z.boolean(),
  startedAt: z.string(),
  server: z.object({
    cpuUsPerRequest: maybe,
    cpuShare: maybe,
    rssMb: maybe,
    workers: z.array(worker),
  }),
  dependencies: z
    .array(z.object({ service: z.string(), cpuShare: maybe, rssMb: z.number() }))
    .exactOptional()
    .describe('Services that the contender depends on; cpuShare is of the CPUs that they are pinned to.'),
  host: z.object({ stealShare: maybe, foreignShare: maybe }),
  bottleneck: bottleneckSchema
    .nullable()
    .default(null)
    .describe('What limited a step that was not held, and the numbers that say so.'),
  serverCompleted: maybe,
  recoveredAfterS: maybe
    .default(null)
    .describe('Of a step for recovery: seconds until every later second met the objective; null: not in it.'),
});
