import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '../orchestrator/src/adapters/files/file-store.ts';
import { evidenceLine, histogramLine, secondLines } from '../orchestrator/src/adapters/files/step-lines.ts';
import { DEFAULT_OBJECTIVE } from '../orchestrator/src/domain/objective.ts';
import { type Happened, recordOf } from '../orchestrator/test/app/stored-run.ts';
import { simulatedStep } from '../orchestrator/test/domain/simulated-step.ts';

/** Requests a second each contender can serve: 10 rates from well below to a little above. */
const CAPACITIES = { a: 2000, b: 1500, c: 1200, d: 1000 } as const;
const LOAD_SHARES = [0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.94, 0.98, 1.02] as const;
const DURATION_S = 10;

/** A block of virtual-time services on a machine of which a tenth of the steps lose CPU in two seconds. */
function oneBlock(): Happened[] {
  return Object.entries(CAPACITIES).flatMap(([contender, capacityPerSec], i) =>
    LOAD_SHARES.map((share, j): Happened => {
      const stolen = (i * LOAD_SHARES.length + j) % 10 === 4;
      const evidence = simulatedStep(
        { capacityPerSec, service: 'exponential' },
        {
          ratePerSec: Math.round(share * capacityPerSec),
          durationS: DURATION_S,
          pacing: 'poisson',
          seed: 100 * i + j + 1,
          steal: (second) => (stolen && (second === 3 || second === 6) ? 0.3 : 0),
        },
      );
      return { contender, evidence };
    }),
  );
}

/** Writes a run of that many steps as the lab does, the same block again and again, into a folder of its own. */
export async function largeRun(stepCount: number) {
  const folder = mkdtempSync(join(tmpdir(), 'framework-lab-large-run-'));
  const block = oneBlock();
  const like = recordOf(block, DEFAULT_OBJECTIVE);
  const copies = Math.ceil(stepCount / block.length);
  const launches = Array.from({ length: copies }, (_, copy) =>
    like.launches.map((one) => ({
      ...one,
      block: copy + 1,
      launch: copy * like.launches.length + one.launch,
    })),
  ).flat();
  const steps = Array.from({ length: stepCount }, (_, i) => {
    const [copy, at] = [Math.floor(i / block.length), i % block.length];
    const one = like.steps[at];
    if (one === undefined) throw new Error('no step to copy');
    const launch = copy * like.launches.length + one.launch;
    return { ...one, block: copy + 1, launch };
  });
  const record = { ...like, launches, steps };
  const store = fileStore(folder, () => ({}));
  await (await store.create(record, {}, {} as never)).close();
  const append = (name: string, text: string): void => appendFileSync(join(folder, record.id, name), text);
  for (const [i, step] of steps.entries()) {
    const evidence = block[i % block.length]?.evidence;
    if (evidence === undefined) throw new Error('no step to copy');
    append('seconds.ndjson', secondLines(step, evidence.load.windows));
    append('histograms.ndjson', histogramLine(step, evidence.load));
    append('evidence.ndjson', evidenceLine(step, evidence));
  }
  return { store, id: record.id, folder };
}
