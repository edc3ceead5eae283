import { expect, test } from 'vitest';
import { comparisonText, ratioText } from '../../src/report/comparison-text.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { summaryText } from '../../src/report/summary.ts';
import { blocksRun, emptyRun, rampRun, twoBlockRun } from './fixture.ts';

const COST = { express: 121, koa: 119, fastify: 52, 'node-http': 31 };

test('one sentence for each pair, read off the intervals that all hold at once', () => {
  expect(comparisonText(blocksRun(5, COST))).toEqual([
    'compared at 1,000/s, the highest rate that all answered in every block, in 5 blocks; in brackets what is true of all of them at once with 95% confidence.',
    'node-http uses 0.60 × the CPU of fastify per request (0.59 to 0.61).',
    'node-http uses 0.26 × the CPU of koa per request (0.25 to 0.27).',
    'node-http uses 0.26 × the CPU of express per request (0.25 to 0.26).',
    'fastify uses 0.44 × the CPU of koa per request (0.43 to 0.45).',
    'fastify uses 0.43 × the CPU of express per request (0.42 to 0.44).',
    'koa and express cannot be separated by CPU per request (0.94 to 1.02).',
    'tiers by CPU per request, least first: 1. node-http; 2. fastify; 3. koa, express. Everybody in a tier differs from everybody in the others.',
  ]);
});

test('the summary and summary.md say the same', () => {
  const record = blocksRun(5, COST);
  const flat = (text: string): string => text.replace(/\s+/g, ' ');
  for (const sentence of comparisonText(record)) {
    expect(flat(summaryText(record, { colour: false, columns: 80 }))).toContain(sentence);
    expect(summaryMarkdown(record)).toContain(`- ${sentence}\n`);
  }
});

test('what cannot be compared is said in one sentence', () => {
  expect(comparisonText(rampRun())).toEqual(['one block: nothing is compared; --blocks 5 would.']);
  expect(comparisonText(twoBlockRun())).toEqual([
    '1 of 2 blocks whole: nothing is compared; --blocks 5 would.',
  ]);
  expect(comparisonText(emptyRun())).toEqual([]);
  const apart = blocksRun(3, COST);
  const steps = apart.steps.filter((s) => (s.contender === 'koa') === (s.ratePerSec === 400));
  expect(comparisonText({ ...apart, steps })).toEqual([
    'nothing is compared: no rate was answered by every contender in every block.',
  ]);
  const without = { ...apart, steps: apart.steps.filter((s) => s.contender !== 'koa') };
  expect(comparisonText(without)).toContain(
    'koa: not compared, no rate was answered rightly in every block.',
  );
});

test('a ratio shows on which side of 1 it is', () => {
  expect([0.762, 1, 1.004, 0.9991, 3.9].map(ratioText)).toEqual(['0.76', '1.00', '1.004', '0.999', '3.90']);
});
