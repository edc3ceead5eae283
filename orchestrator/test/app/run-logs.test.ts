import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LogTail } from '../../src/adapters/contender/log-tail.ts';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import { readRunLogs } from '../../src/app/run-logs.ts';
import { contender, emptyRun, launch, step } from '../report/fixture.ts';

const STARTED_MS = Date.parse('2026-11-23T10:00:00.000Z');
const line = (afterMs: number, msg: string): string => JSON.stringify({ time: STARTED_MS + afterMs, msg });

async function runWithLogs(logs: Readonly<Record<string, string>>, ids: readonly string[] = ['koa']) {
  const results = mkdtempSync(join(tmpdir(), 'framework-lab-logs-'));
  const store = fileStore(results, () => ({}));
  const record = emptyRun({
    contenders: ids.map((id) => contender(id, null)),
    launches: ids.flatMap((id) => [launch(id, 1), launch(id, 2)]),
    steps: ids.flatMap((id) => [step(id, 400), step(id, 400, { launch: 2 })]),
  });
  const run = await store.create(record, {}, {} as never);
  for (const [name, text] of Object.entries(logs)) writeFileSync(run.logFile(name), text);
  await run.close();
  return { store, record, fileOf: (name: string) => run.logFile(name) };
}

describe('logs of a stored run', () => {
  test('are counted over all launches of a contender, in their load only', async () => {
    const early = line(-1, 'would deadlock');
    const { store, record } = await runWithLogs({
      'koa-1.log': [early, line(0, 'would deadlock'), line(5, 'would deadlock')].join('\n'),
      'koa-2.log': `${line(9, 'would deadlock')}\n`,
      'koa-3.log': `${line(9, 'would deadlock')}\n`,
    });
    expect(await readRunLogs(store, record)).toEqual(
      new Map([['koa', [{ text: 'would deadlock', count: 3, isLeast: false, inLoad: true }]]]),
    );
  });

  test('count until the last step is drained, and not while the launch shuts down', async () => {
    // 2 s of lead-in, 10 s and a drain of 3.1 ms; the launch ends a minute later.
    const lines = [12_003, 12_003, 12_004, 20_000].map((ms) => line(ms, 'closing'));
    const { store, record } = await runWithLogs({ 'koa-1.log': lines.join('\n') });
    const open = { ...record, launches: record.launches.map((one) => ({ ...one, endedAt: null })) };
    for (const of of [record, open])
      expect((await readRunLogs(store, of)).get('koa')).toMatchObject([{ count: 2, inLoad: true }]);
  });

  test('that the writer cut hold at least so many', async () => {
    const { store, record, fileOf } = await runWithLogs({
      'koa-1.log': `${line(0, 'x')}\n${line(0, 'x')}\n`,
    });
    const tail = new LogTail(fileOf('koa-2.log'));
    tail.add('y'.repeat(17 * 1024 * 1024));
    await tail.close();
    expect((await readRunLogs(store, record)).get('koa')).toEqual([
      { text: 'x', count: 2, isLeast: true, inLoad: true },
    ]);
  });

  test('that are not there say nothing', async () => {
    const { store, record } = await runWithLogs({});
    expect(await readRunLogs(store, record)).toEqual(new Map([['koa', []]]));
  });

  test('are looked for in the folder of the run only, whatever its contenders are called', async () => {
    const { store, record } = await runWithLogs({ 'koa-1.log': `${line(0, 'x')}\n${line(0, 'x')}\n` });
    const named = '../logs/koa';
    const renamed = {
      ...record,
      contenders: [contender(named, null)],
      launches: record.launches.map((one) => ({ ...one, contender: named })),
    };
    expect(await readRunLogs(store, renamed)).toEqual(new Map([[named, []]]));
  });

  test('are split into lines wherever the chunks of the file end', async () => {
    const filler = line(0, 'y'.repeat(200));
    // More than one chunk of 64 kB.
    const text = Array.from({ length: 400 }, () => filler).join('\n');
    const { store, record } = await runWithLogs({ 'koa-1.log': text });
    expect((await readRunLogs(store, record)).get('koa')).toMatchObject([{ count: 400, inLoad: true }]);
  });
});
