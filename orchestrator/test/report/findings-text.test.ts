import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunLogs } from '../../src/domain/log-lines.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { findings, findingTexts, type ToldFinding } from '../../src/report/findings-text.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { summaryText } from '../../src/report/summary.ts';
import { droppingRun, noisyRun, recycledRun, workerFigures } from '../domain/findings/made-runs.ts';
import { capacityRun } from './capacity-fixture.ts';
import {
  blocksRun,
  contender,
  controlledRun,
  emptyRun,
  launch,
  rampRun,
  step,
  twoBlockRun,
} from './fixture.ts';
import { expectGolden } from './golden.ts';

const LOGS: RunLogs = new Map([
  ['koa', [{ text: 'would deadlock', count: 121, isLeast: false, inLoad: true }]],
]);

/** Everything that can be found at once: a ladder with a collapse, errors, uneven workers, drops and noise. */
function richRun(): RunRecord {
  const ramp = rampRun();
  const stuck = {
    ...step('koa', 9000, {
      launch: 4,
      verdict: 'failed',
      reason: 'errors',
      errors: 2000,
      cpuShare: 0.04,
      p99Ms: 1,
    }),
    achievedPerSec: 40,
    bottleneck: { label: 'service-stalled', evidence: { stalledS: 8 }, sentence: 'Nothing for 8 s.' },
  } as const;
  const steps = ramp.steps.map((one) => {
    if (one.contender === 'koa' && one.ratePerSec === 9000) return stuck;
    if (one.contender !== 'express' || one.reason !== 'errors') return one;
    const { launch: of, ratePerSec } = one;
    return step('express', ratePerSec, {
      launch: of,
      verdict: 'failed',
      reason: 'errors',
      errors: 21_000,
      p99Ms: 3,
    });
  });
  const workers = [7000, 2000].map((completed, i) => workerFigures(i + 1, completed));
  return {
    ...ramp,
    launches: ramp.launches.map((one) => (one.contender === 'express' ? { ...one, workers: 2 } : one)),
    steps: [
      ...steps.map((one) =>
        one.contender === 'express' ? { ...one, server: { ...one.server, workers } } : one,
      ),
      ...[1, 2, 3].map((attempt) =>
        step('node-http', 9000, { launch: 3, attempt, final: false, verdict: 'invalid', reason: 'unclean' }),
      ),
    ],
  };
}

const RUNS: Readonly<Record<string, () => RunRecord>> = {
  empty: () => emptyRun(),
  ramp: () => rampRun(),
  'two blocks': twoBlockRun,
  rich: richRun,
  blocks: () => blocksRun(5, { express: 121, koa: 80, fastify: 52, 'node-http': 31 }),
  controls: () => controlledRun(5),
  'bad controls': () => controlledRun(5, 1.5),
  capacity: () => capacityRun({ koa: [5000, 5100, 4990], fastify: [9000, 9100, 9030] }),
  'one launch': () => capacityRun({ koa: [5000] }),
  'twelve contenders': () =>
    blocksRun(3, Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`contender-${i}`, 40 + i]))),
  dropped: droppingRun,
  recycled: () => recycledRun(96),
  noise: () => noisyRun({ koa: [20, 18], fastify: [20, 1] }),
  'k6 above its limit': () => ({
    ...emptyRun({ generator: { ...emptyRun().generator, k6CleanLimitPerSec: 900 } }),
    contenders: [contender('koa', null)],
    steps: [{ ...step('koa', 1000), generator: { ...step('koa', 1000).generator, name: 'k6' } }],
  }),
  hostile: () => {
    const id = '<img src=x onerror=alert(1)>\u001b[31m|';
    return emptyRun({
      contenders: [contender(id, null)],
      launches: [launch(id, 1)],
      steps: [step(id, 400), step(id, 1000, { verdict: 'failed', reason: 'latency' })],
    });
  },
};

function expectSound(found: readonly ToldFinding[], record: RunRecord): void {
  for (const { evidence, sentence, contenders } of found) {
    const numbers = Object.values(evidence);
    expect(numbers.length).toBeGreaterThan(0);
    for (const number of numbers) expect(number).toSatisfy(Number.isFinite);
    expect(sentence).toMatch(/\d/);
    expect(sentence).not.toMatch(/undefined|NaN|Infinity|\p{Cc}/u);
    for (const id of contenders) expect(record.contenders.map((one) => one.id)).toContain(id);
  }
}

describe('findings', () => {
  test.each(Object.entries(RUNS))('of a run (%s) rest on numbers and are one clean line each', (_, make) => {
    for (const more of [{}, { logs: LOGS }]) {
      const record = make();
      expectSound(findings({ record, ...more }), record);
    }
  });

  test('are sound of whatever a step may hold', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const wish = fc.record({
      verdict: fc.constantFrom('held', 'failed', 'undecided', 'invalid'),
      reason: fc.constantFrom('errors', 'latency', 'backlog', 'contender-died', 'dropped', 'unclean'),
      p99Ms: fc.option(fc.double({ min: 0.001, max: 5000, noNaN: true })),
      errors: fc.nat(4000),
      cpuShare: share,
      final: fc.boolean(),
      launch: fc.integer({ min: 1, max: 4 }),
    });
    const seen = fc.record({
      wish,
      id: fc.constantFrom('koa', 'fastify', 'node-http'),
      ratePerSec: fc.constantFrom(400, 1000, 5000),
      achieved: share,
      workers: fc.array(fc.nat(100_000), { maxLength: 4 }),
      unknown: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(seen, { maxLength: 12 }), (all) => {
        const ids = ['koa', 'fastify', 'node-http'];
        const steps = all.map((one) => {
          const made = step(one.id, one.ratePerSec, { ...one.wish, block: one.wish.launch });
          const workers = one.workers.map((completed, i) => workerFigures(i + 1, completed));
          const server = one.unknown
            ? { cpuUsPerRequest: null, cpuShare: null, rssMb: null, workers: [] }
            : { ...made.server, workers };
          return { ...made, server, achievedPerSec: one.achieved * one.ratePerSec };
        });
        const launches = steps.map((one) => launch(one.contender, one.launch, { block: one.block }));
        const record = emptyRun({ contenders: ids.map((id) => contender(id, null)), launches, steps });
        expectSound(findings({ record, logs: LOGS }), record);
      }),
      { numRuns: 100 },
    );
  });

  test('of every fixture, in words', () => {
    const told = Object.entries(RUNS)
      .filter(([name]) => name !== 'empty' && name !== 'hostile')
      .map(([name, make]) => {
        const texts = findingTexts(findings({ record: make(), logs: LOGS }));
        return [`# ${name}`, ...texts.slice(0, 12).map((text) => `- ${text}`)].join('\n');
      });
    expectGolden(new URL('golden/findings.txt', import.meta.url), `${told.join('\n\n')}\n`);
  });

  test('say nothing of a run without steps', () => {
    expect(findings({ record: emptyRun() })).toEqual([]);
    expect(summaryText(emptyRun(), { colour: false, columns: 80 })).not.toContain('findings');
    expect(summaryMarkdown(emptyRun())).not.toContain('## Findings');
  });

  test('become no markup and drive no terminal', () => {
    const record = RUNS['hostile']?.() as RunRecord;
    expect(summaryMarkdown(record)).not.toMatch(/[^\\]<img/);
    const [id = ''] = record.contenders.map((one) => one.id);
    const logs: RunLogs = new Map([
      [id, [{ text: '\u202Ex\u001b[2J|', count: 99, isLeast: false, inLoad: true }]],
    ]);
    const summary = summaryText(record, { colour: false, columns: null, logs });
    const [, told] = /\nfindings\n([\s\S]*)/.exec(summary) ?? [];
    expect(told).toContain('logged 99 times');
    expect(told).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });

  test('that the tables say already, or beyond six, stand in summary.md only', () => {
    const many = Array.from({ length: 8 }, (_, i) => `stuck-${i}`);
    const rich = richRun();
    const record = { ...rich, contenders: [...rich.contenders, ...many.map((id) => contender(id, null))] };
    const repeated = [{ text: 'would deadlock', count: 121, isLeast: false, inLoad: true }];
    const logs = new Map(many.map((id) => [id, repeated]));
    const found = findings({ record, logs });
    const all = summaryMarkdown(record, logs);
    for (const text of findingTexts(found)) expect(all).toContain(`- ${text}\n`);
    const summary = summaryText(record, { colour: false, columns: null, logs });
    const told = findingTexts(found.filter(({ id }) => id !== 'stops'));
    expect(summary).toContain(
      `\nfindings\n${told
        .slice(0, 6)
        .map((text) => `· ${text}\n`)
        .join('')}`,
    );
    expect(summary).toContain(`\n  ${told.length - 6} more in summary.md\n`);
    expect(summaryText(rampRun(), { colour: false, columns: null })).not.toContain('\nfindings\n');
  });
});
