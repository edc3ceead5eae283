import { z } from 'zod';
import { BREAKS_BY } from './hypothesis.ts';
import { ownServiceRecordSchema } from './own-service-schema.ts';

export const objectiveSchema = z.object({
  quantile: z.number().min(0.5).max(0.9999),
  latencyMs: z.number().positive(),
  errorShare: z.number().min(0).lt(1),
});

export const cpuLayoutSchema = z.object({
  server: z.array(z.int()),
  load: z.array(z.int()),
  housekeeping: z.array(z.int()),
  rankable: z.boolean(),
  notes: z.array(z.string()),
});

/** A scenario as it stands in a run's record: every default filled in. */
export const scenarioRecordSchema = z.object({
  name: z.string(),
  description: z.string(),
  contenders: z.array(z.string()),
  objective: objectiveSchema,
  policy: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('ladder'),
      ratesPerSec: z.array(z.number().positive()),
      stopAfterFailed: z.int().nullable(),
    }),
    z.object({
      kind: z.literal('capacity'),
      fromPerSec: z.number().positive(),
      precision: z.number().positive(),
      budgetS: z.number().positive().nullable(),
      confirmS: z.number().positive(),
      overload: z.object({
        factors: z.array(z.number().positive()).min(1),
        durationS: z.number().positive(),
      }),
    }),
  ]),
  step: z.object({ durationS: z.number(), leadInS: z.number() }),
  warmUp: z.object({ ratePerSec: z.number(), minS: z.number(), maxS: z.number() }),
  requests: z.array(
    z.object({
      name: z.string(),
      weight: z.number(),
      method: z.string(),
      path: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().exactOptional(),
      redactBody: z.boolean().exactOptional(),
      expect: z.object({ statuses: z.array(z.int()), body: z.string().exactOptional() }),
    }),
  ),
  blocks: z.int(),
  pacing: z.enum(['paced', 'poisson']),
  connections: z.int(),
  reuse: z.enum(['oldest', 'newest']).exactOptional(),
  timeoutMs: z.number(),
  hypotheses: z
    .array(
      z.object({
        said: z.string(),
        contender: z.string(),
        holdsPerSec: z.number().positive().exactOptional(),
        breaksPerSec: z.number().positive().exactOptional(),
        by: z.enum(BREAKS_BY).exactOptional(),
        logs: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
  service: ownServiceRecordSchema.exactOptional(),
  data: z.object({ name: z.string(), file: z.string(), sha256: z.string().nullable() }).exactOptional(),
  login: z
    .object({
      request: z.object({
        method: z.string(),
        path: z.string(),
        headers: z.record(z.string(), z.string()),
        body: z.string().exactOptional(),
      }),
      token: z.string(),
    })
    .exactOptional(),
});
