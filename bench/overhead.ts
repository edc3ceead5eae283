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

/** At most this share of a ramp; containers take longer to come and go. */
const BARS = { process: 0.15, docker: 0.2 } as const;
/** A k6 process needs this long to be itself, whatever the scenario says. */
const K6_LEAD_IN_S = 3;
const root = resolve(import.meta.dirname, '..');

interface Overhead {
  readonly wallS: number;
  readonly loadS: number;
  readonly leadInS: number;
  readonly warmUpS: number;
  readonly ownS: number;
  readonly share: number;
  readonly bar: number;
  /** Median time from starting a contender to having verified it, s; null without the run's events. */
  readonly verifiedS: number | null;
}

function overheadOf(record: RunRecord, wallS: number): Overhead {
  const loadS = sum(record.steps.map((step) => step.durationS));
  const asked = record.scenario.step.leadInS;
  const leadInS = sum(
    record.steps.map(({ generator }) => (generator.name === 'k6' ? Math.max(asked, K6_LEAD_IN_S) : asked)),
  );
  const warmUpS = sum(record.launches.map((launch) => launch.warmUp?.seconds ?? 0));
  const ownS = wallS - loadS - leadInS - warmUpS;
  const bar = BARS[record.runtime];
  return { wallS, loadS, leadInS, warmUpS, ownS, share: ownS / wallS, bar, verifiedS: null };
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
  const found = overheadOf(record, (Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000);
  return { ...found, verifiedS: verifiedS(join(folder, 'events.ndjson')) };
}

/** From the phase `start` of each launch to its phase `warm-up`, which begins when the contract is verified. */
function verifiedS(eventsFile: string): number | null {
  const phases = readFileSync(eventsFile, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"phase"'))
    .map((line) => JSON.parse(line) as { phase?: string; launch: number; atMs: number });
  const spans = phases.flatMap(({ phase, launch, atMs }) => {
    const verified = phases.find((one) => one.launch === launch && one.phase === 'warm-up');
    return phase === 'start' && verified !== undefined ? [(verified.atMs - atMs) / 1000] : [];
  });
  return spans.sort((a, b) => a - b)[Math.floor(spans.length / 2)] ?? null;
}

const { values } = parseArgs({
  options: { scenario: { type: 'string', default: 'ramp' }, run: { type: 'string' } },
});
const found = values.run === undefined ? measure(values.scenario) : ofRun(values.run);
const seconds = (value: number): string => `${value.toFixed(1).padStart(7)} s`;
const verdict = found.share <= found.bar ? 'pass' : 'FAIL';
process.stdout.write(
  [
    `wall time  ${seconds(found.wallS)}`,
    `load       ${seconds(found.loadS)}`,
    `lead-in    ${seconds(found.leadInS)}`,
    `warm-up    ${seconds(found.warmUpS)}`,
    `the lab's  ${seconds(found.ownS)}   start, verify, drain, judge, store, stop`,
    `${verdict}  ${(found.share * 100).toFixed(1)} % of the wall time is the lab's own (bar: ${found.bar * 100} %)`,
    ...(found.verifiedS === null
      ? []
      : [`start to verified contender: ${found.verifiedS.toFixed(2)} s (median)`]),
    '',
  ].join('\n'),
);
process.exitCode = verdict === 'pass' ? 0 : 1;
