import { z } from 'zod';
import { cpuLayoutSchema, objectiveSchema } from './scenario-record-schema.ts';

const found = {
  measuredAt: z.string().describe('ISO 8601.'),
  cached: z.boolean().describe('Whether it was kept from earlier in this sitting instead of measured now.'),
};

const interference = z.object({
  ratio: z
    .number()
    .describe('CPU time of the same work on the server CPUs with busy load CPUs, by that with idle ones.'),
  low: z.number(),
  high: z.number(),
  confidence: z.number(),
  pairRatios: z.array(z.number()).describe('Of each pair of an idle and a busy phase that counts.'),
  pairsLeftOut: z
    .int()
    .describe('Pairs in which other programs kept the load CPUs busy when they were to be idle.'),
  ...found,
});

const trial = z.object({
  ratePerSec: z.number(),
  clean: z.boolean().describe('Delivered: offered in full, on time, and answered within the objective.'),
  exhausted: z.boolean().describe('Not delivered by so much that it was not tried again.'),
  droppedShare: z.number(),
  uncleanWindows: z.int().describe('Seconds in which the schedule was late.'),
  latencyP99Ms: z.number().nullable().describe('Of the quietest second; null where nothing was answered.'),
  cpuShare: z.number().nullable().describe('Of the load CPUs.'),
});

const ceiling = z.object({
  generator: z.enum(['builtin', 'k6']),
  ratePerSec: z.number().nullable().describe('Highest rate delivered; null: none was.'),
  nextPerSec: z
    .number()
    .nullable()
    .describe('The next rate of the ladder, not delivered or not reached; null: there is none.'),
  trials: z.array(trial),
  ...found,
});

/** What `calibrate --output json` prints. */
export const calibrationSchema = z.object({
  schema: z.literal(1),
  kind: z.literal('calibration'),
  startedAt: z.string(),
  lab: z.object({ version: z.string(), commit: z.string().nullable(), dirty: z.boolean().nullable() }),
  node: z.string(),
  runtime: z.enum(['process', 'docker']),
  machine: z.object({ cpuModel: z.string().nullable(), virtualMachine: z.string().nullable() }),
  cpus: cpuLayoutSchema,
  objective: objectiveSchema,
  connections: z.int(),
  interference: interference.nullable(),
  interferenceUnknown: z.string().nullable().describe('Why interference is null.'),
  ceilings: z.array(ceiling),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
});
