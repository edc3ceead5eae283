import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { type Ended, expectError, jsonOf, LabHome, ROOT, SLOW, until } from './lab-cli.ts';

let home: LabHome;
let ended: Ended;
let record: RunRecord;
let folder: string;
const inodes = new Set<number>();
const names = new Set<string>();

/** One run that all tests here look at: flags, environment and scenario each have their say. */
beforeAll(async () => {
  home = new LabHome();
  const scenario = readFileSync(home.path('tiny.yaml'), 'utf8');
  writeFileSync(
    home.path('tiny.yaml'),
    scenario.replace(
      'path: /api/dummy',
      "path: '/api/dummy?token=s3cr3t-token', headers: { Authorization: Bearer s3cr3t-bearer, Accept: '*/*' }",
    ),
  );
  const lab = home.start(
    ['--scenario', 'tiny.yaml', '--output', 'json', '--rates', '100,150', '--seed', '7'],
    {
      env: {
        LAB_TIMEOUT: '3s',
        LAB_CONNECTIONS: '8',
        LAB_RATES: '999',
        LAB_NODE_FALLBACK: 'said by scripts/node.sh',
      },
    },
  );
  await until(() => home.runs().length > 0, 40_000);
  [folder = ''] = home.runs();
  using watcher = { watching: watch(folder), [Symbol.dispose]: () => watcher.watching.close() };
  watcher.watching.on('change', (_event, name) => {
    names.add(String(name));
    if (name === 'run.json' && existsSync(join(folder, 'run.json')))
      inodes.add(statSync(join(folder, 'run.json')).ino);
  });
  ended = await lab.ended;
  record = home.record();
}, 90_000);
afterAll(() => home[Symbol.asyncDispose]());

describe('the record of a run', SLOW, () => {
  it('is what --output json prints, and nothing else is printed', () => {
    expect([0, 5], ended.stderr).toContain(ended.code);
    expect(jsonOf(ended.stdout)).toEqual(record);
    if (ended.code === 0) expect(ended.stderr).toBe('');
  });

  it('is valid under the published schema', () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'docs/schema/run.schema.json'), 'utf8'));
    const valid = z.fromJSONSchema(schema);
    expect(valid.safeParse(record).error).toBeUndefined();
    expect(valid.safeParse({ ...record, steps: [{}] }).success, 'it can fail').toBe(false);
  });

  it('has the fields of a step that are published', () => {
    const fields =
      'ratePerSec, durationS, verdict, reason, planned, sent, completed, ok, errors, timeouts, unsent, dropped, byStatus, byError, byRequest, achievedPerSec, latencyMs, serviceTimeMs, schedulerLagMs, queueWaitMs, inFlight, drainMs, bytesIn, bytesOut, generator, contender, block, launch, index, attempt, server';
    for (const step of record.steps) {
      expect(Object.keys(step)).toEqual(expect.arrayContaining(fields.split(', ')));
      expect(Object.keys(step.latencyMs)).toEqual(['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max']);
      expect(Object.keys(step.serviceTimeMs)).toEqual(Object.keys(step.latencyMs));
      expect(Object.keys(step.server)).toEqual(['cpuUsPerRequest', 'cpuShare', 'rssMb', 'workers']);
      expect(step.planned).toBe(step.ratePerSec * step.durationS);
      expect(step.planned).toBe(step.sent + step.unsent + step.dropped);
      expect(step.sent).toBe(step.ok + step.errors + step.timeouts);
      // 100 and 150 samples do not support a p99.
      expect([step.latencyMs.p99, step.latencyMs.p999]).toEqual([null, null]);
    }
    expect(new Set(record.steps.map(({ ratePerSec }) => ratePerSec))).toEqual(new Set([100, 150]));
  });

  it('says where each setting came from: flag, environment, scenario, default', () => {
    expect(record.provenance).toMatchObject({
      rates: 'flag',
      seed: 'flag',
      timeout: 'environment',
      connections: 'environment',
      step: 'scenario',
      serverCpus: 'default',
    });
    expect(record).toMatchObject({
      seed: 7,
      scenario: { timeoutMs: 3000, connections: 8, step: { durationS: 1 } },
    });
  });

  it('knows the exact Node of orchestrator, generator and contenders, and the CPUs the kernel gave', () => {
    const node = expect.stringMatching(/^v\d+\.\d+\.\d+$/);
    expect(record.node).toEqual({
      orchestrator: node,
      generator: node,
      contenders: node,
      fallback: 'said by scripts/node.sh',
    });
    expect(record.warnings).toContainEqual(expect.objectContaining({ code: 'preflight-node' }));
    expect(record.launches).toMatchObject([
      { state: 'ok', node, contract: 'verified', cpusVerified: process.platform === 'linux' },
    ]);
    expect(record.launches[0]?.node).toBe(record.node.contenders);
    expect(record.contenders).toMatchObject([
      { id: 'works', source: expect.stringContaining('contenders.yaml#works') },
    ]);
  });

  it('holds no secret, in no file, and names what must be supplied again', () => {
    expect(record.supplyAgain).toEqual(['header Authorization of request dummy', 'query of request dummy']);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(8);
    for (const file of files) {
      expect(readFileSync(join(file.parentPath, file.name), 'utf8'), file.name).not.toContain('s3cr3t');
    }
    expect(`${ended.stdout}${ended.stderr}`).not.toContain('s3cr3t');
  });

  it('stands in a folder with the files of the design, and results/latest leads there', () => {
    const wanted = [
      'run.json',
      'plan.json',
      'machine.json',
      'events.ndjson',
      'steps.csv',
      'seconds.ndjson',
      'histograms.ndjson',
      'evidence.ndjson',
      'metrics.lp',
      'logs',
      'summary.md',
      'report.html',
    ];
    expect(readdirSync(folder).sort()).toEqual(wanted.sort());
    expect(lstatSync(join(home.results, 'latest')).isSymbolicLink()).toBe(true);
    expect(basename(readlinkSync(join(home.results, 'latest')))).toBe(record.id);
    const lines = (name: string): unknown[] =>
      readFileSync(join(folder, name), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(lines('histograms.ndjson')).toHaveLength(record.steps.length);
    expect(lines('evidence.ndjson')).toHaveLength(record.steps.length);
    expect(lines('seconds.ndjson')).toHaveLength(record.steps.length);
    expect(lines('events.ndjson').at(-1)).toMatchObject({ type: 'run-finished' });
    expect(readFileSync(join(folder, 'steps.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(
      record.steps.length + 1,
    );
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain(record.id);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(record.id);
  });

  it('was replaced by rename, never written in place', () => {
    expect(inodes.size).toBeGreaterThan(1);
    expect([...names]).toContain('run.json.writing');
    expect(existsSync(join(folder, 'run.json.writing'))).toBe(false);
  });

  it('is not continued under other conditions', async () => {
    writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...record, state: 'interrupted' }));
    const without = await home.lab(['run', '--resume']);
    expectError(without, { exit: 2, code: 'LAB_RESUME_DIFFERS', says: ['secrets', '--scenario'] });
    const other = await home.lab([
      'run',
      '--resume',
      '--scenario',
      'tiny.yaml',
      '--rates',
      '5',
      '--connections',
      '9',
    ]);
    expectError(other, {
      exit: 2,
      code: 'LAB_RESUME_DIFFERS',
      says: [/policy .*100.* then/, /connections +8 then, 9 now/],
    });
    const another = await home.lab(['run', '--resume', '--scenario', 'smoke']);
    expectError(another, { exit: 2, code: 'LAB_RESUME_DIFFERS', says: ['tiny then, smoke now'] });
    expect(home.record().steps).toEqual(record.steps);
  });
});
