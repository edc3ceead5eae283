import { test } from 'vitest';
import { type JudgedClaim, judgeReproduction } from '../../src/domain/reproduction.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { jsonDocument } from '../../src/report/json-document.ts';
import { ladderEnds } from '../../src/report/ladder-ends.ts';
import {
  reproductionDocument,
  reproductionMarkdown,
  reproductionText,
} from '../../src/report/reproduction-text.ts';
import { blocksRun, rampRun } from './fixture.ts';
import { expectGolden } from './golden.ts';

const golden = (name: string): URL => new URL(`./golden/${name}`, import.meta.url);
const claimsOf = (original: RunRecord, rerun: RunRecord): JudgedClaim[] =>
  judgeReproduction(
    { record: original, ladder: ladderEnds(original) },
    { record: rerun, ladder: ladderEnds(rerun) },
  );

const COST = { fastify: 52, koa: 80, express: 121 };
const ORIGINAL = blocksRun(5, COST);
const RERUN = { ...blocksRun(5, { fastify: 53, koa: 51, express: 122 }), id: '20261124-090000-ramp-8' };
const SHOWN = {
  original: ORIGINAL,
  rerun: RERUN,
  claims: claimsOf(ORIGINAL, RERUN),
  differences: [{ what: 'kernel', a: '6.18', b: '6.17_lts' }],
};

test('every claim with its outcome, what it was and what it is', () => {
  expectGolden(golden('reproduction.txt'), reproductionText(SHOWN, 100));
  expectGolden(golden('reproduction.md'), reproductionMarkdown(SHOWN));
  expectGolden(golden('reproduction.json'), jsonDocument(reproductionDocument(SHOWN)));
});

test('rates held and bottlenecks of a ladder, each contender in its own words', () => {
  const original = rampRun();
  const [first] = original.steps;
  const steps = original.steps.filter((step) => step.contender !== 'koa' && step !== first);
  const rerun: RunRecord = { ...rampRun({ steps }), state: 'interrupted' };
  const text = reproductionText(
    { original, rerun, claims: claimsOf(original, rerun), differences: [] },
    null,
  );
  expectGolden(golden('reproduction-ladder.txt'), text);
});
