import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Histogram } from '@framework-lab/protocol/histogram';
import { z } from 'zod';
import type { LoadWindow } from '../../domain/load.ts';
import type { StepId } from '../../domain/run-record.ts';
import { stepIdOf, stepKey } from '../../domain/step-id.ts';
import {
  countsSchema,
  type KeptEvidence,
  keptEvidenceSchema,
  type StoredStep,
} from '../../domain/stored-step.ts';

const stepIdSchema = z.object({
  contender: z.string(),
  block: z.int(),
  launch: z.int(),
  index: z.int(),
  attempt: z.int(),
});
const secondSchema = stepIdSchema.extend({
  second: z.int(),
  counts: countsSchema,
  latency: z.string(),
  lagUs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  inFlightMean: z.number(),
  inFlightMax: z.number(),
});
const histogramsSchema = stepIdSchema.extend({ schedulerLag: z.string() });
const evidenceSchema = stepIdSchema.extend(keptEvidenceSchema.shape);

/**
 * The steps of a run's folder. Seconds are by far the most of it, so they are read as a stream, one
 * step in memory at a time: a step's lines stand together. Lines that cannot be read are passed over;
 * who reads sees by the number of its seconds that a step is not whole.
 */
export async function* storedSteps(folder: string): AsyncGenerator<StoredStep> {
  const lags = new Map<string, { readonly id: StepId; readonly text: string }>();
  for await (const line of linesOf(join(folder, 'histograms.ndjson'), histogramsSchema)) {
    lags.set(stepKey(line), { id: stepIdOf(line), text: line.schedulerLag });
  }
  const evidence = new Map<string, KeptEvidence>();
  for await (const line of linesOf(join(folder, 'evidence.ndjson'), evidenceSchema)) {
    evidence.set(stepKey(line), line);
  }
  const stored = (id: StepId, windows: readonly LoadWindow[]): StoredStep => {
    const key = stepKey(id);
    const lag = lags.get(key);
    lags.delete(key);
    const schedulerLag = lag === undefined ? null : decoded(lag.text);
    return { id, windows, schedulerLag, kept: evidence.get(key) ?? null };
  };

  let step: { readonly id: StepId; readonly windows: LoadWindow[] } | null = null;
  for await (const line of linesOf(join(folder, 'seconds.ndjson'), secondSchema)) {
    const latency = decoded(line.latency);
    if (latency === null) continue;
    const { second, counts, lagUs, inFlightMean, inFlightMax } = line;
    if (step === null || stepKey(step.id) !== stepKey(line)) {
      if (step !== null) yield stored(step.id, step.windows);
      step = { id: stepIdOf(line), windows: [] };
    }
    step.windows.push({ index: second, counts, latency, lagUs, inFlightMean, inFlightMax });
  }
  if (step !== null) yield stored(step.id, step.windows);
  // A step that ended before its first second was over has none.
  for (const { id } of [...lags.values()]) yield stored(id, []);
}

/** The lines of a file that are of a form; none where there is no such file. */
async function* linesOf<T>(file: string, schema: z.ZodType<T>): AsyncGenerator<T> {
  if (!existsSync(file)) return;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const line = schema.safeParse(parsed(text));
    if (line.success) yield line.data;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function decoded(text: string): Histogram | null {
  try {
    return Histogram.decode(text);
  } catch {
    return null;
  }
}
