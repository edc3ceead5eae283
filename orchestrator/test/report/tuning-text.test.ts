import { expect, test } from 'vitest';
import { jsonDocument } from '../../src/report/json-document.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { nextCommands } from '../../src/report/next-commands.ts';
import { type ShownTuning, shownTuning } from '../../src/report/shown-tuning.ts';
import { summaryText } from '../../src/report/summary.ts';
import { tuningDocument } from '../../src/report/tuning-document.ts';
import { tuningMarkdown, tuningText } from '../../src/report/tuning-text.ts';
import { blocksRun, launch } from './fixture.ts';
import { expectGolden } from './golden.ts';
import { TUNING, tuningRun, wobble } from './tuning-fixture.ts';

const golden = (name: string): URL => new URL(`./golden/${name}`, import.meta.url);

/** 2n+1 costs a tenth more; recycling breaks 1,000/s beside it, and makes p99 half as long again. */
const RUN = tuningRun({
  blocks: 5,
  step: (values, block, rate) => {
    const recycles = values['maxRequests'] === '1000';
    const many = values['workers'] === '2n+1';
    return {
      cpuUs: 90 * (many ? 1.1 : 1) * wobble(values, block),
      p99Ms: 5 * (recycles ? 1.5 : 1) * wobble(values, block),
      ...(recycles && many && rate === 1000
        ? { verdict: 'failed' as const, reason: 'latency' as const }
        : {}),
    };
  },
});
const paper = { columns: 120, colour: false, unicode: true };

test('which settings matter, in every form', () => {
  expectGolden(golden('tuning.txt'), tuningText(RUN, paper));
  expectGolden(golden('tuning-40.txt'), tuningText(RUN, { ...paper, columns: 40 }));
  expectGolden(golden('tuning.md'), `${tuningMarkdown(RUN).join('\n')}\n`);
  expectGolden(golden('tuning.json'), jsonDocument(tuningDocument(shownTuning(RUN) as ShownTuning)));
});

test('without intervals nothing is said of what matters', () => {
  expectGolden(golden('tuning-once.txt'), tuningText(tuningRun({ blocks: 1 }), paper));
  const shared = tuningRun({ more: { cpus: { ...RUN.cpus, rankable: false } } });
  expect(tuningText(shared, paper)).toContain(
    'nothing is compared: server and load did not have CPUs of their own.',
  );
  const nothing = tuningRun({ step: () => ({ verdict: 'failed', reason: 'latency' }) });
  expect(tuningText(nothing, paper)).toContain('nothing is compared: no two variants');
});

test('a setting whose reference holds less is never said to make no difference', () => {
  const flat = (from: number): string =>
    tuningText(
      tuningRun({
        blocks: 8,
        step: (values, _block, rate) =>
          values['workers'] === 'auto' && rate >= from ? { verdict: 'failed', reason: 'latency' } : {},
      }),
      paper,
    ).replace(/\s+/g, ' ');
  for (const from of [400, 1000]) {
    expect(flat(from)).toContain('With workers 1 and 2n+1 a higher rate was held than with auto.');
    expect(flat(from)).not.toContain('workers makes no difference');
  }
});

test('the summary has the settings in the place of the pairs, summary.md both', () => {
  const flat = (text: string): string => text.replace(/\s+/g, ' ');
  const summary = flat(summaryText(RUN, { colour: false, columns: 120 }));
  const markdown = summaryMarkdown(RUN);
  const said = 'workers matters: 2n+1 against auto: 1.10 × the CPU per request';
  expect(summary).toContain(said);
  expect(markdown).toContain(said);
  expect(summary).not.toContain('express--workers-1--max-requests-0 and');
  expect(markdown).toContain('express--workers-1--max-requests-0 and');
  for (const text of [summary, markdown]) {
    expect(text).toContain(
      'tried, of express, in every combination: workers 1, auto (its own) and 2n+1; maxRequests 0 (its own) and 1000',
    );
  }
});

test('what was set is said of every run', () => {
  const run = blocksRun(
    2,
    { koa: 80, express: 90 },
    {
      set: [
        { contender: 'koa', setting: 'workers', value: '2' },
        { contender: null, setting: 'workers', value: '4' },
      ],
    },
  );
  for (const text of [summaryText(run, { colour: false, columns: 120 }), summaryMarkdown(run)]) {
    expect(text).toContain('set for this run, of koa: workers 2');
    expect(text).toContain('set for this run, of express: workers 4');
  }
});

test('a variant that broke can be run alone; tune can be run again', () => {
  const broken = tuningRun();
  const bad = 'express--workers-2nplus1--max-requests-1000';
  const launches = [...broken.launches, launch(bad, 99, { block: 3, state: 'failed' })];
  expect(nextCommands({ ...broken, launches })).toEqual([
    'npm run lab -- run --scenario tune --only express --set workers=2n+1 --set maxRequests=1000',
  ]);
  expect(nextCommands(tuningRun({ blocks: 1 }))).toEqual([
    'npm run lab -- tune express --workers 1,auto,2n+1 --blocks 5    to compare them with intervals',
  ]);
  expect(TUNING.of).toBe('express');
});
