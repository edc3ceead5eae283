import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { evidenceLine, histogramLine, secondLines } from '../../src/adapters/files/step-lines.ts';
import { storedSteps } from '../../src/adapters/files/stored-steps.ts';
import { rejudgeRun } from '../../src/app/rejudge.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import type { StepRecord } from '../../src/domain/run-record.ts';
import { simulatedStep } from '../domain/simulated-step.ts';
import { recordOf } from './stored-run.ts';

/** A quarter of the thousand that the bound is for. */
const STEPS = 250;
const SECONDS = 4;
const MOST_BYTES = 200e6 / 4;

it('judges a thousand steps again in under 200 MB, told by a quarter of them', {
  timeout: 60_000,
}, async () => {
  const evidence = simulatedStep(
    { capacityPerSec: 1000, service: 'exponential' },
    { ratePerSec: 940, durationS: SECONDS, pacing: 'poisson', seed: 3 },
  );
  const [first] = recordOf([{ contender: 'a', evidence }], DEFAULT_OBJECTIVE).steps;
  if (first === undefined) throw new Error('no step');
  const steps = Array.from({ length: STEPS }, (_, i) => ({ ...first, index: i + 1 }));
  const record = { ...recordOf([{ contender: 'a', evidence }], DEFAULT_OBJECTIVE), steps };
  const folder = mkdtempSync(join(tmpdir(), 'framework-lab-rejudge-memory-'));
  try {
    const file = (name: string, text: (step: StepRecord) => string): void =>
      writeFileSync(join(folder, name), steps.map(text).join(''));
    file('seconds.ndjson', (step) => secondLines(step, evidence.load.windows));
    file('histograms.ndjson', (step) => histogramLine(step, evidence.load));
    file('evidence.ndjson', (step) => evidenceLine(step, evidence));
    let mostBytes = 0;
    const store = {
      load: async () => record,
      async *storedSteps() {
        for await (const step of storedSteps(folder)) {
          const { heapUsed, arrayBuffers } = process.memoryUsage();
          mostBytes = Math.max(mostBytes, heapUsed + arrayBuffers);
          yield step;
        }
      },
    };
    const beforeBytes = process.memoryUsage().heapUsed;
    const again = await rejudgeRun(store, record.id, null);
    expect(again.record.steps).toHaveLength(STEPS);
    expect(mostBytes - beforeBytes).toBeLessThan(MOST_BYTES);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
