import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { listTable } from '../../src/report/list-table.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { rampRun } from '../report/fixture.ts';

/** As version 0.1 wrote it: no engine, no images, no k6, no purpose of a step, no bottleneck, no memory of the generator. */
function asVersion01(record: RunRecord): object {
  const { engine: _, images: __, generator, steps, reproduces: ___, ...rest } = record;
  const { k6CleanLimitPerSec: ____, ...old } = generator;
  return {
    ...rest,
    generator: old,
    steps: steps.map(({ purpose, bottleneck, recoveredAfterS, generator: { rssMb, ...used }, ...step }) => ({
      ...step,
      generator: used,
    })),
  };
}

it('a run of version 0.1 is listed, opened and summed up', async () => {
  const results = mkdtempSync(join(tmpdir(), 'framework-lab-older-'));
  const record = rampRun();
  mkdirSync(join(results, record.id));
  writeFileSync(join(results, record.id, 'run.json'), JSON.stringify(asVersion01(record)));
  const store = fileStore(results, () => ({}));
  const [listing] = await store.list();
  expect(listing).toMatchObject({ id: record.id, problem: null, goingOn: false });
  expect(listTable(await store.list())).toContain(record.id);
  const opened = await store.load('latest');
  expect(opened).toMatchObject({ engine: null, images: [], generator: { k6CleanLimitPerSec: null } });
  for (const step of opened.steps)
    expect(step).toMatchObject({ purpose: 'ladder', bottleneck: null, recoveredAfterS: null });
  expect(summaryMarkdown(opened)).toContain(record.id);
  rmSync(results, { recursive: true });
});
