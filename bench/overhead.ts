/**
 * How much of a run's wall time is the lab's own: everything but warm-up, lead-in and load.
 *
 *   npm run bench:overhead                     runs the ramp and says
 *   npm run bench:overhead -- --scenario smoke
 *   npm run bench:overhead -- --run results/<run-id>     of a run there is
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunRecord } from '../orchestrator/src/domain/run-record.ts';
import { parseRunRecord } from '../orchestrator/src/domain/run-schema.ts';

/** The bar: at most 15 % of a ramp. */
const BAR = 0.15;
const root = resolve(import.meta.dirname, '..');

interface Overhead {
  readonly wallS: number;
  readonly loadS: number;
  readonly leadInS: number;
  readonly warmUpS: number;
  readonly ownS: number;
  readonly share: number;
}

function overheadOf(record: RunRecord, wallS: number): Overhead {
  const loadS = sum(record.steps.map((step) => step.durationS));
  const leadInS = record.steps.length * record.scenario.step.leadInS;
  const warmUpS = sum(record.launches.map((launch) => launch.warmUp?.seconds ?? 0));
  const ownS = wallS - loadS - leadInS - warmUpS;
  return { wallS, loadS, leadInS, warmUpS, ownS, share: ownS / wallS };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Runs the real command line, from its start to its exit. */
function measure(scenario: string): Overhead {
  const startedMs = performance.now();
  const run = spawnSync(
    'sh',
    [
      'scripts/node.sh',
      '--import',
      'tsx',
      'orchestrator/src/main.ts',
      '--scenario',
      scenario,
      '--output',
      'json',
    ],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 2 ** 28,
    },
  );
  const wallS = (performance.now() - startedMs) / 1000;
  if (run.status !== 0) throw new Error(`the lab ended with exit code ${run.status}`);
  return overheadOf(parseRunRecord(JSON.parse(run.stdout)), wallS);
}

function ofRun(folder: string): Overhead {
  const record = parseRunRecord(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  if (record.endedAt === null) throw new Error(`${folder} is of a run that did not end`);
  return overheadOf(record, (Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000);
}

const { values } = parseArgs({
  options: { scenario: { type: 'string', default: 'ramp' }, run: { type: 'string' } },
});
const found = values.run === undefined ? measure(values.scenario) : ofRun(values.run);
const seconds = (value: number): string => `${value.toFixed(1).padStart(7)} s`;
const verdict = found.share <= BAR ? 'pass' : 'FAIL';
process.stdout.write(
  [
    `wall time  ${seconds(found.wallS)}`,
    `load       ${seconds(found.loadS)}`,
    `lead-in    ${seconds(found.leadInS)}`,
    `warm-up    ${seconds(found.warmUpS)}`,
    `the lab's  ${seconds(found.ownS)}   start, verify, drain, judge, store, stop`,
    `${verdict}  ${(found.share * 100).toFixed(1)} % of the wall time is the lab's own (bar: ${BAR * 100} %)`,
    '',
  ].join('\n'),
);
process.exitCode = verdict === 'pass' ? 0 : 1;
