/** Made-up runs of every kind that a report must be right about. No figure in them was measured. */
import type { ReportedRun } from '../../../src/domain/reported-run.ts';
import { compareRuns } from '../../../src/domain/run-comparison.ts';
import { runDifferences } from '../../../src/domain/run-differences.ts';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import type { Chart } from '../../../src/report/charts/chart.ts';
import type { ShownRunComparison } from '../../../src/report/run-comparison-text.ts';
import { FACTS } from '../../app/in-memory-lab.ts';
import { capacityRun } from '../capacity-fixture.ts';
import { blocksRun, contender, emptyRun, launch, MACHINE, rampRun, step, twoBlockRun } from '../fixture.ts';

/** What would run, move the page or turn text around if it got through. */
export const HOSTILE =
  '<img src=x onerror="window.pwned=1">\'"></td><script>window.pwned=1</script>\u001b[2J\u202e`&lt;';

export const FIXED_RUNS: Readonly<Record<string, ReportedRun>> = {
  failed: reported(rampRun()),
  held: reported(heldRun()),
  invalid: reported(invalidRun()),
  blocks: reported({ ...twoBlockRun(), state: 'interrupted' }),
  capacity: reported(capacityRun({ 'node-http': [12_000, 12_200], koa: [5000, 5100] })),
  empty: { ...reported(emptyRun({ state: 'failed' })), machine: null },
  one: reported(
    emptyRun({
      contenders: [contender('koa', '3.1.0')],
      launches: [launch('koa', 1)],
      steps: [step('koa', 400)],
    }),
  ),
  forty: reported(fortyContenders()),
  hostile: reported(hostileRun()),
};

/** Two runs made under different conditions. */
export const COMPARED = comparedRuns();

/** Where the real ones stand in a report. */
export const PLACEHOLDERS: readonly Chart[] = ['latency', 'timeline-1'].map((id) => ({
  id,
  title: `Chart ${id}`,
  howToRead: 'Further right is more.',
  svg: `<svg viewBox="0 0 640 320"><g data-contender="koa"><circle data-tip="koa: 12 ms" cx="320" cy="160" r="9"/></g></svg>`,
  series: ['koa', 'express'],
}));

function reported(record: RunRecord): ReportedRun {
  return {
    record,
    machine: { ...FACTS, cpuModel: 'EPYC', loadAverage: [0.5, 0.25, 0] },
    timelines: new Map(),
  };
}

function comparedRuns(): ShownRunComparison {
  const a = blocksRun(5, { koa: 80, fastify: 50 }, { id: '20261123-100000-ramp-aaaa' });
  const b = blocksRun(5, { koa: 80, fastify: 60 }, { id: '20261124-100000-ramp-bbbb', runtime: 'docker' });
  const differences = runDifferences({ record: a, machine: MACHINE }, { record: b, machine: MACHINE });
  return { a, b, ...compareRuns(a, b), differences, gates: [], confirmation: null };
}

function heldRun(): RunRecord {
  const ids = ['fastify', 'node-http'];
  return emptyRun({
    contenders: ids.map((id) => contender(id, null)),
    launches: ids.map((id, i) => launch(id, i + 1)),
    steps: ids.flatMap((id, i) =>
      [400, 1000, 5000, 9000, 10_000].map((rate) => step(id, rate, { launch: i + 1 })),
    ),
  });
}

function invalidRun(): RunRecord {
  const steps = [1, 2, 3].map((attempt) =>
    step('koa', 400, { verdict: 'invalid', reason: 'unclean', attempt, final: attempt === 3 }),
  );
  return emptyRun({
    contenders: [contender('koa', '3.1.0')],
    launches: [launch('koa', 1)],
    steps,
    cpus: { server: [0], load: [0], housekeeping: [0], rankable: false, notes: ['one CPU only'] },
    warnings: [{ code: 'interference', message: 'Interference: work takes 1.30 × the CPU time' }],
  });
}

function fortyContenders(): RunRecord {
  const ids = Array.from({ length: 40 }, (_, i) => `service-${i + 1}`);
  return emptyRun({
    contenders: ids.map((id) => contender(id, '1.0.0')),
    launches: ids.map((id, i) => launch(id, i + 1)),
    // What has no step is in the tables all the same, and the file stays small.
    steps: ids.slice(0, 5).map((id, i) => step(id, 400, { launch: i + 1, p99Ms: 1 + i })),
  });
}

/** Everything that comes from outside, and even what should not, is `HOSTILE`. */
function hostileRun(): RunRecord {
  const run = rampRun();
  const rename = (id: string): string => (id === 'koa' ? HOSTILE : id);
  return {
    ...run,
    command: ['run', HOSTILE],
    supplyAgain: [HOSTILE],
    scenario: { ...run.scenario, name: HOSTILE, description: HOSTILE },
    contenders: run.contenders.map((one) => ({
      ...one,
      id: rename(one.id),
      framework: { name: HOSTILE, version: HOSTILE },
      settings: { [HOSTILE]: HOSTILE },
    })),
    launches: run.launches.map((one) => ({
      ...one,
      contender: rename(one.contender),
      state: 'failed',
      error: { code: 'LAB_CONTENDER_EXITED', message: `${HOSTILE}\nlog: ${HOSTILE}` },
    })),
    steps: run.steps.map((one) => ({
      ...one,
      contender: rename(one.contender),
      detail: HOSTILE,
      bottleneck: { label: 'unknown', evidence: {}, sentence: HOSTILE },
    })),
    warnings: [{ code: 'w', message: HOSTILE }],
    cpus: { ...run.cpus, notes: [HOSTILE] },
  };
}
