import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ContenderSpec } from '../../src/domain/contender.ts';
import type { RunRecord, StepRecord } from '../../src/domain/run-record.ts';
import { attackSummaryText, type ShownAttack } from '../../src/report/attack-summary.ts';
import { checksTable } from '../../src/report/checks-table.ts';
import { jsonDocument } from '../../src/report/json-document.ts';
import { listTable } from '../../src/report/list-table.ts';
import { summaryMarkdown } from '../../src/report/markdown.ts';
import { planText } from '../../src/report/plan-text.ts';
import { removalText } from '../../src/report/removal-text.ts';
import { STEP_COLUMNS } from '../../src/report/step-columns.ts';
import { stepsCsv } from '../../src/report/steps-csv.ts';
import { summaryText } from '../../src/report/summary.ts';
import { displayWidth } from '../../src/report/text/display-width.ts';
import { markdownTexts } from '../../src/report/text/titled-texts.ts';
import { capacityRun } from './capacity-fixture.ts';
import { emptyRun, latency, rampRun, step, stepFigures, twoBlockRun } from './fixture.ts';
import { expectGolden } from './golden.ts';

const searchRun = (): RunRecord =>
  capacityRun({
    'node-http': [12_000, 12_200, 12_100],
    fastify: [9000, 9150, 9080],
    koa: [5000, 5100, 5020],
    express: [5050, 4950, 5000],
  });
const PLAIN = { colour: false, columns: 120 } as const;
const golden = (name: string): URL => new URL(`./golden/${name}`, import.meta.url);

/** Sets a title, clears the screen, by an 8-bit code, too, and turns text around. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\r\n';
const HARMFUL = /[\p{Cc}\p{Bidi_Control}]/u;

/** A record of somebody else, whose names are made to drive a terminal. */
function hostile(record: RunRecord): RunRecord {
  const named = <T extends { readonly contender: string }>(of: readonly T[]): T[] =>
    of.map((one) => ({ ...one, contender: `${one.contender}${HOSTILE}` }));
  return {
    ...record,
    scenario: { ...record.scenario, name: `ramp${HOSTILE}` },
    contenders: record.contenders.map((one) => ({ ...one, id: `${one.id}${HOSTILE}` })),
    launches: named(record.launches),
    steps: named(record.steps),
  };
}

/** Without what is our own: line ends, and colour by a number or two. */
const withoutInk = (text: string): string => text.replace(/\p{Cc}\[\d{1,2}m|\n/gu, '');

describe('the summary', () => {
  test.each([40, 80, 120, 160])('of a ramp in %i columns', (columns) => {
    expectGolden(golden(`summary-${columns}.txt`), summaryText(rampRun(), { colour: false, columns }));
  });

  test('of two blocks, of nothing, in ASCII', () => {
    expectGolden(golden('summary-two-blocks.txt'), summaryText(twoBlockRun(), PLAIN));
    const interrupted = emptyRun({ state: 'interrupted' });
    expectGolden(golden('summary-nothing.txt'), summaryText(interrupted, PLAIN));
    const ascii = summaryText(rampRun(), { ...PLAIN, unicode: false });
    expect(ascii).toMatch(/^[ -~\n]*$/);
  });

  test.each([40, 120])('of a search in %i columns', (columns) => {
    expectGolden(golden(`capacity-${columns}.txt`), summaryText(searchRun(), { colour: false, columns }));
  });

  test('of a search that could not tell everything', () => {
    const run = searchRun();
    // The generator was the limit of one, the host was noisy for another, a third held nothing.
    const label = { koa: 'generator', express: 'host-noise' } as const;
    const steps = run.steps.map((one) => {
      const name = label[one.contender as keyof typeof label];
      return one.verdict === 'held' || name === undefined
        ? one
        : { ...one, bottleneck: { label: name, evidence: {}, sentence: 'Made up.' } };
    });
    expectGolden(golden('capacity-open.txt'), summaryText({ ...run, steps }, PLAIN));
    expectGolden(golden('capacity-once.txt'), summaryText(capacityRun({ koa: [4000] }, 1), PLAIN));
  });

  test.each([40, 60, 80, 120])('is no wider than %i columns, but for paths and commands', (columns) => {
    for (const record of [rampRun(), twoBlockRun(), emptyRun(), searchRun()]) {
      const [body = ''] = summaryText(record, { colour: false, columns }).split('\nfiles ');
      for (const line of body.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    }
  });

  test('colour changes nothing but colour', () => {
    const strip = (text: string): string => stripVTControlCharacters(text).replace(/ +$/gm, '');
    const coloured = summaryText(rampRun(), { ...PLAIN, colour: true });
    expect(coloured).toContain('\u001b[');
    expect(strip(coloured)).toBe(summaryText(rampRun(), PLAIN));
  });

  test.each([true, false])('lets nothing of a record drive the terminal, in colour: %s', (colour) => {
    for (const record of [rampRun(), searchRun()]) {
      const text = summaryText(hostile(record), { ...PLAIN, colour, folder: `results/x${HOSTILE}` });
      expect(withoutInk(text)).not.toMatch(HARMFUL);
      expect(text).not.toContain('owned');
    }
  });

  test('one launch each never ranks, and is never called a capacity', () => {
    const text = summaryText(rampRun(), PLAIN).replace(/\s+/g, ' ');
    expect(text).toContain('one launch each: this shows what happened once; it does not rank');
    expect(text).toContain('not a capacity');
    expect(text).not.toContain('±');
  });

  test('names the folder and the next command as they are told', () => {
    const text = summaryText(rampRun(), {
      ...PLAIN,
      columns: 40,
      folder: '/a/rather/long/path/to/the/results/of/x',
      next: ['npm run lab -- list'],
    });
    expect(text).toContain('files  /a/rather/long/path/to/the/results/of/x\n');
    expect(text).toContain('next   npm run lab -- list\n');
  });
});

describe('summary.md', () => {
  test('of a ramp, and of a search', () => {
    expectGolden(golden('summary.md.txt'), summaryMarkdown(rampRun()));
    expectGolden(golden('capacity.md.txt'), summaryMarkdown(searchRun()));
  });

  test('lets nothing that others wrote become markup', () => {
    const warnings = [{ code: 'w', message: 'a | b <script>\nnext' }];
    expect(summaryMarkdown(rampRun({ warnings }))).toContain('- a \\| b \\<script> next\n');
    const image = [{ code: 'w', message: 'logged ![x](https://evil/p.png) and *`_b_`*' }];
    const shown = 'logged \\!\\[x\\](https://evil/p.png) and \\*\\`\\_b\\_\\`\\*';
    expect(summaryMarkdown(rampRun({ warnings: image }))).toContain(`- ${shown}\n`);
    expect(markdownTexts({ title: 't', texts: [image[0]?.message ?? ''] })).toContain(`- ${shown}\n`);
  });
});

describe('steps.csv', () => {
  test('of a ramp', () => expectGolden(golden('steps.csv'), stepsCsv(rampRun())));

  test('has every scalar of a step', () => {
    const names = STEP_COLUMNS.map((column) => column.name);
    const record = step('koa', 400, { verdict: 'failed', reason: 'latency' });
    for (const path of scalarPaths(record)) expect(names).toContain(path);
    expect(new Set(names).size).toBe(names.length);
  });

  test('quotes by RFC 4180, ends lines with CRLF, leaves unknown empty', () => {
    const odd: StepRecord = { ...step('koa', 400, { p99Ms: null }), detail: 'says "no",\nand ends' };
    const record: RunRecord = emptyRun({ steps: [odd] });
    const text = stepsCsv(record);
    expect(text).toContain(',"says ""no"",\nand ends",');
    const [header = '', row = ''] = stepsCsv(emptyRun({ steps: [{ ...odd, detail: 'x' }] })).split('\r\n');
    const cells = row.split(',');
    expect(cells.length).toBe(header.split(',').length);
    expect(cells[header.split(',').indexOf('latencyMs.p99')]).toBe('');
  });
});

describe('an attack', () => {
  const attack: ShownAttack = {
    state: 'finished',
    url: 'http://127.0.0.1:8080/api/dummy',
    address: '127.0.0.1',
    method: 'GET',
    objective: rampRun().objective,
    pacing: 'paced',
    seed: 7,
    connections: 64,
    loadCpus: [1],
    step: stepFigures(9000),
    bottleneck: null,
    warnings: [],
  };
  const failing = {
    ...stepFigures(9000, {
      verdict: 'failed',
      reason: 'errors',
      errors: 2100,
      timeouts: 14,
      dropped: 3,
      p99Ms: 210,
    }),
    serviceTimeMs: latency(20),
  };

  test.each([50, 80, 120])('in %i columns', (columns) => {
    const text = attackSummaryText({ ...attack, step: failing }, { colour: false, columns });
    expectGolden(golden(`attack-${columns}.txt`), text);
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  test.each([
    ['all responses were redirects, which are never followed', { byStatus: { '301': 90_000 } }],
    ['50% of the responses were redirects', { byStatus: { '200': 45_000, '302': 45_000 } }],
    ['fast errors look like a fast service', { byStatus: { '200': 45_000, '404': 45_000 } }],
    ['the generator was too late for 12 of 90,000', { dropped: 12 }],
    ['requests waited for a free connection', { latencyMs: latency(210), serviceTimeMs: latency(20) }],
    ['handed requests off late (p99 3.20 ms)', { schedulerLagMs: { p50: 1, p99: 3.2, max: 9 } }],
    [
      '64 connections failed (ECONNREFUSED × 64), so nothing of the 9,000/s was sent',
      { sent: 0, connects: { opened: 0, failed: 64, byError: { ECONNREFUSED: 64 } } },
    ],
  ])('warns: %s', (note, change) => {
    const noted = (figures: object): string =>
      attackSummaryText(
        { ...attack, step: { ...attack.step, ...figures } },
        { colour: false, columns: null },
      );
    expect(noted(change)).toContain(note);
    expect(noted({})).not.toContain(note);
    expect(noted({ byStatus: { '200': 45_000, '304': 45_000 } })).not.toContain('redirect');
  });

  test('an attack says what stopped it', () => {
    const bottleneck = {
      label: 'generator',
      evidence: { droppedShare: 0.02 },
      sentence: 'It dropped 2%.',
    } as const;
    expect(attackSummaryText({ ...attack, bottleneck }, PLAIN)).toContain('  generator: It dropped 2%.');
  });
});

describe('the smaller ones', () => {
  test('a plan', () => {
    const { scenario, seed, cpus, contenders } = rampRun();
    const launches = contenders.map((spec) => ({ spec, block: 1 }));
    expectGolden(golden('plan.txt'), planText({ scenario, seed, cpus, launches }));
    const search = capacityRun({ koa: [4000] }, 3).scenario;
    expectGolden(golden('plan-capacity.txt'), planText({ scenario: search, seed, cpus, launches }));
  });

  test('a plan says of a Compose file what the engine gets, and what stays there', () => {
    const { scenario, seed, cpus } = rampRun();
    const launch = { docker: { own: {} } } as unknown as ContenderSpec['launch'];
    const launches = [{ spec: { id: 'api', settings: {}, launch }, block: 1 }];
    const text = planText({ scenario, seed, cpus, launches });
    expect(text).toMatch(/creates .*network; containers and volumes[\s\S]*\n +images .* are kept\n/);
    expect(text).not.toContain('processes of one contender');
  });

  test('the runs there are', () => {
    const bad = { id: '20261123-110000-ramp-8', bytes: 12, record: null, problem: 'not JSON' };
    const runs = [{ id: rampRun().id, bytes: 1_234_567, record: rampRun(), problem: null }, bad];
    expectGolden(golden('list.txt'), listTable(runs));
    expect(listTable([])).toContain('no runs yet');
  });

  test.each([true, false])(
    'let nothing of a record or a folder drive the terminal, in colour: %s',
    (colour) => {
      const id = `20261124-100000-ramp-aaaa${HOSTILE}`;
      const run = { id, bytes: 1, record: hostile(rampRun()), problem: null };
      const damaged = { id, bytes: 1, record: null, problem: `no JSON: ${HOSTILE}` };
      const paper = { columns: null, colour, unicode: true };
      const removal = { removed: [run], goingOn: [id], bytes: 1, dryRun: false };
      for (const text of [listTable([run, damaged], paper), removalText(removal, paper)]) {
        expect(withoutInk(text)).not.toMatch(HARMFUL);
        expect(text).not.toContain('owned');
      }
    },
  );

  test('the checks of doctor', () => {
    const checks = [
      { id: 'cpus', title: 'CPUs', severity: 'ok', found: '2', wanted: 'at least 2', fix: null },
      {
        id: 'governor',
        title: 'CPU frequency governor',
        severity: '?',
        found: null,
        wanted: 'performance',
        fix: null,
      },
      {
        id: 'load',
        title: 'Load average',
        severity: '!',
        found: '1.8',
        wanted: 'below 0.5',
        fix: 'close what else runs',
      },
      {
        id: 'fd',
        title: 'Open files',
        severity: '✗',
        found: '256',
        wanted: '1,024 for 64 connections',
        fix: 'ulimit -n 4096',
      },
    ] as const;
    expectGolden(golden('checks.txt'), checksTable(checks));
  });

  test('one JSON document', () => {
    expect(JSON.parse(jsonDocument(rampRun()))).toEqual(rampRun());
  });
});

/** Paths of all scalars of a record; maps, lists and what is not a figure of the step are left out. */
function scalarPaths(value: object, prefix = ''): string[] {
  const skipped = [
    'byStatus',
    'byError',
    'byRequest',
    'connects.byError',
    'server.workers',
    'judgement.uncleanBy',
    'bottleneck.evidence',
  ];
  const doubled = ['judgement.verdict', 'judgement.reason', 'judgement.detail'];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = `${prefix}${key}`;
    if (skipped.includes(path) || doubled.includes(path)) return [];
    return typeof inner === 'object' && inner !== null ? scalarPaths(inner, `${path}.`) : [path];
  });
}
