import { expect, test } from 'vitest';
import { compareRuns } from '../../src/domain/run-comparison.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { ladderContestants } from '../../src/report/capacity-on-ladder.ts';
import { comparisonText, ratioText } from '../../src/report/comparison-text.ts';
import { ladderResults } from '../../src/report/ladder.ts';
import { listTable } from '../../src/report/list-table.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { nextCommands } from '../../src/report/next-commands.ts';
import { planText } from '../../src/report/plan-text.ts';
import { comparisonTexts } from '../../src/report/run-comparison-text.ts';
import { summaryText } from '../../src/report/summary.ts';
import { blocksRun, controlledRun, emptyRun, launch, rampRun, twoBlockRun } from './fixture.ts';

const COST = { express: 121, koa: 119, fastify: 52, 'node-http': 31 };

test('one sentence for each pair, read off the intervals that all hold at once', () => {
  expect(comparisonText(blocksRun(5, COST))).toEqual([
    expect.stringMatching(
      /^CPU-µs per request: node-http \d+\.\d \(\d+\.\d to \d+\.\d\), fastify .*; each with 95% on its own\.$/,
    ),
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

test('pairs of which next to nothing is known share a sentence, without ranges that say nothing', () => {
  const run = blocksRun(2, { koa: 119, fastify: 52, 'node-http': 31 });
  const factors: Readonly<Record<string, number>> = { koa: 1.5, fastify: 0.7, 'node-http': 1.02 };
  const steps = run.steps.map((step) => {
    const factor = step.block === 2 ? (factors[step.contender] ?? 1) : 1;
    const cpuUsPerRequest = (step.server.cpuUsPerRequest ?? 0) * factor;
    return { ...step, server: { ...step.server, cpuUsPerRequest } };
  });
  expect(comparisonText({ ...run, steps }).slice(-2)).toEqual([
    'cannot be separated by CPU per request, with intervals over more than a factor of 10: node-http and fastify; node-http and koa; fastify and koa.',
    'one tier by CPU per request: node-http, fastify, koa.',
  ]);
});

test('a yardstick that differs from itself says that the sittings do, too', () => {
  const of = (a: RunRecord, b: RunRecord): readonly string[] =>
    comparisonTexts({ ...compareRuns(a, b), a, b, differences: [], gates: [], confirmation: null }).texts;
  const before = blocksRun(5, { koa: 119, 'node-http': 31 });
  const words =
    '! the yardstick node-http changed, too: a part of every change here may be of the two sittings.';
  expect(of(before, blocksRun(5, { koa: 140, 'node-http': 40 }))[0]).toBe(words);
  expect(of(before, blocksRun(5, { koa: 140, 'node-http': 31 }))).not.toContain(words);
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
    'nothing is compared: at no rate has every contender a valid step with right answers in every block.',
  ]);
  const without = { ...apart, steps: apart.steps.filter((s) => s.contender !== 'koa') };
  expect(comparisonText(without)).toContain(
    'koa: not compared, at no rate has it a valid step with right answers in every block.',
  );
});

test('what comes next measures the same thing', () => {
  const next = (command: readonly string[], more: Partial<RunRecord> = {}) =>
    nextCommands({ ...rampRun(), command, ...more })[0]?.replace(/ {4}to compare.*/, '');
  expect(next(['run', '--scenario', 'ramp', '--blocks', '1', '--slo', 'p99<9ms'])).toBe(
    "npm run lab -- --scenario ramp --slo 'p99<9ms' --blocks 5",
  );
  expect(next(['--scenario=ramp', '--blocks=1', '--only', 'koa,express'])).toBe(
    'npm run lab -- --scenario=ramp --only koa,express --blocks 5',
  );
  expect(next(['--only', 'koa,express'])).toBe(
    'npm run lab -- --scenario ramp --only koa,express --blocks 5',
  );
  expect(next(['run', '--resume'])).toBe('npm run lab -- --scenario ramp --blocks 5');
  const [koa] = rampRun().contenders;
  expect(next([], { contenders: koa === undefined ? [] : [koa] })).toBe('npm run lab -- list');
});

test('a ratio shows on which side of 1 it is', () => {
  expect([0.762, 1, 1.004, 0.9991, 3.9].map(ratioText)).toEqual(['0.76', '1.00', '1.004', '0.999', '3.90']);
});

const SEEN =
  'control: a known 5% on node-http was seen: 1.05 (1.02 to 1.08): a difference of 5% would have shown here.';

test('controls say what the run could have seen, and are in no tier', () => {
  expect(comparisonText(controlledRun(5)).slice(3)).toEqual([
    'tiers by CPU per request, least first: 1. node-http; 2. koa. Everybody in a tier differs from everybody in the others.',
    'control: node-http against itself: 1.002 (0.98 to 1.02): no difference was seen where there is none.',
    SEEN,
  ]);
  const last = (slowed: number, blocks = 5) => comparisonText(controlledRun(blocks, slowed)).at(-1);
  expect(last(1.05, 2)).toBe(
    'control: a known 5% on node-http was not separated (0.64 to 1.72): a difference of 5% would not have shown here.',
  );
  expect(last(1.2)).toBe(
    "control: the known 5% on node-http was measured as 1.20 (1.17 to 1.24): that is not right, so do not trust the size of this run's differences.",
  );
});

test('a control that answered too little says so; one contender alone has controls too', () => {
  const run = controlledRun(5);
  const steps = run.steps.filter((step) => step.contender !== 'node-http-same');
  expect(comparisonText({ ...run, steps })).toContain(
    'control: node-http-same shows nothing: it has no figure at 1,000/s in every block.',
  );
  const alone = (id: string): boolean => id !== 'koa';
  const sentences = comparisonText({
    ...run,
    contenders: run.contenders.filter(({ id }) => alone(id)),
    launches: run.launches.filter(({ contender }) => alone(contender)),
    steps: run.steps.filter(({ contender }) => alone(contender)),
  });
  expect(sentences).toHaveLength(4);
  expect(sentences[3]).toContain('a difference of 5% would have shown here');
});

test('controls stand apart in every table, and are ranked in none', () => {
  const run = controlledRun(5);
  expect(ladderResults(run).map(({ contender }) => contender.id)).toEqual([
    'koa',
    'node-http',
    'node-http-same',
    'node-http-slowed',
  ]);
  expect(summaryText(run, { colour: false, columns: null })).toMatch(
    /koa .*\n\n *node-http .*\n\n *node-http-same .*\n *node-http-slowed /,
  );
  expect(summaryMarkdown(run)).toContain('| node-http-slowed (control, not ranked) |');
  const shown = { id: run.id, bytes: 1, record: run, problem: null };
  expect(listTable([shown])).not.toContain('node-http-same');
  expect(ladderContestants(run, () => run).map(({ id }) => id)).toEqual(['koa']);
  const failed = { ...run, launches: [launch('node-http-same', 1, { state: 'failed' })] };
  expect(nextCommands(failed)).toEqual(['npm run lab -- run --scenario ramp --only node-http']);
  const plan = { scenario: run.scenario, seed: 7, cpus: run.cpus };
  const launches = run.contenders.map((spec) => ({ spec, block: 1 }));
  expect(planText({ ...plan, launches })).toContain(
    'controls    node-http-same is node-http again, node-http-slowed is node-http with 5% more CPU per request\n',
  );
});
