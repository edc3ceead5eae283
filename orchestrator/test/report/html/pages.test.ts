import { describe, expect, test } from 'vitest';
import { compareRuns } from '../../../src/domain/run-comparison.ts';
import { comparisonHtml } from '../../../src/report/html/comparison-page.ts';
import { reportHtml } from '../../../src/report/html/report-page.ts';
import { validityOf } from '../../../src/report/html/validity.ts';
import { nextCommands } from '../../../src/report/next-commands.ts';
import { capacityRun } from '../capacity-fixture.ts';
import { blocksRun, rampRun } from '../fixture.ts';
import { expectGolden } from '../golden.ts';
import { COMPARED, FIXED_RUNS, HOSTILE, PLACEHOLDERS } from './fixed-runs.ts';

const golden = (name: string): URL => new URL(`./golden/${name}.html.txt`, import.meta.url);
const FINDING = {
  id: 'koa-stops',
  sentence: 'koa stops at 5,000/s by its CPU.',
  evidence: { cpuShare: 0.98765, unknownMs: null },
  chart: 'latency',
} as const;
const PARTS = { charts: PLACEHOLDERS, chartCss: '', findings: [FINDING], notDrawn: [3] };

/** Style and script are the same in every page, and are looked at by a browser. */
function withoutAssets(page: string): string {
  return page
    .replace(/<style>[\s\S]*?<\/style>/g, '<style>…</style>')
    .replace(/<script>[\s\S]*?<\/script>/g, '<script>…</script>')
    .replace(/sha256-[\w+/=]+/g, 'sha256-…');
}

describe('the report of a run', () => {
  test.each(Object.entries(FIXED_RUNS))('%s', (name, run) => {
    expectGolden(golden(name), withoutAssets(reportHtml(run, PARTS)));
  });

  test('needs nothing from outside', () => {
    const page = reportHtml({ record: rampRun(), machine: null, timelines: new Map() }, PARTS);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(page).not.toMatch(/@import|url\(/);
  });

  test('lets nothing that others wrote become markup', () => {
    const hostile = FIXED_RUNS['hostile'];
    if (hostile === undefined) throw new Error('no such run');
    const finding = { ...FINDING, id: HOSTILE, sentence: HOSTILE, evidence: { [HOSTILE]: 1 } };
    const page = withoutAssets(reportHtml(hostile, { ...PARTS, findings: [finding] }));
    expect(page).not.toContain('<img');
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
  });

  test('of 40 contenders and of a large run stays small', () => {
    const [first, ...others] = rampRun().steps;
    if (first === undefined) throw new Error('no step');
    const steps = Array.from({ length: 500 }, (_, i) => ({
      ...first,
      ...others[i % others.length],
      index: i + 1,
    }));
    const page = reportHtml({ record: rampRun({ steps }), machine: null, timelines: new Map() }, PARTS);
    expect(page.length).toBeLessThan(600_000);
  });
});

describe('how far a run may be believed', () => {
  test('a whole run without a warning is good; one launch each is to be read first', () => {
    const whole = blocksRun(3, { a: 50, b: 60 });
    expect(validityOf(whole)).toMatchObject({ level: 'good', sentences: ['invalid: none of 12 steps.'] });
    expect(validityOf(blocksRun(1, { a: 50, b: 60 }))).toMatchObject({ level: 'warn' });
  });

  test('what may not be ranked, and what is not whole, is said first', () => {
    const shared = { ...rampRun().cpus, rankable: false, notes: ['one CPU only'] };
    const { level, sentences } = validityOf(rampRun({ cpus: shared, state: 'interrupted' }));
    expect(level).toBe('bad');
    expect(sentences.slice(0, 3)).toEqual([
      expect.stringContaining('The run was interrupted: 20 steps count'),
      expect.stringContaining('Nothing here may be ranked'),
      'CPUs: one CPU only.',
    ]);
  });

  test('what a resume made good is not said to be missing', () => {
    const run = blocksRun(3, { a: 50 });
    const [first] = run.launches;
    if (first === undefined) throw new Error('no launch');
    const broken = {
      ...first,
      state: 'failed' as const,
      error: { code: 'LAB_CONTENDER_DIED', message: 'it exited' },
    };
    const again = { ...first, launch: 9 };
    const [, ...others] = run.launches;
    const made = { ...run, launches: [broken, ...others, again] };
    expect(validityOf(made)).toMatchObject({ level: 'good' });
    expect(nextCommands(made)).toEqual(['npm run lab -- list']);
    const still = { ...run, launches: [broken, ...others] };
    expect(validityOf(still)).toMatchObject({ level: 'bad' });
    expect(nextCommands(still)).toEqual(['npm run lab -- run --scenario ramp --only a']);
  });

  test('interference stands in the banner, other warnings are counted', () => {
    const warnings = [
      { code: 'interference', message: 'Interference: 1.30 ×' },
      { code: 'preflight-load', message: 'Load average' },
    ];
    const { sentences } = validityOf({ ...blocksRun(3, { a: 50 }), warnings });
    expect(sentences).toEqual(expect.arrayContaining(['Interference: 1.30 ×', 'warnings further down: 1.']));
  });
});

test('two runs overlaid: every difference with its interval', () => {
  const page = comparisonHtml(COMPARED, { charts: PLACEHOLDERS, chartCss: '' });
  expectGolden(golden('comparison'), withoutAssets(page));
});

test('a figure without an interval says what it lacks: a run of three blocks may know one capacity only', () => {
  const a = capacityRun({ koa: [5000, 5100, 5020] });
  const steps = a.steps.map((one) => (one.block === 1 ? one : { ...one, verdict: 'invalid' as const }));
  const b = { ...a, steps };
  const page = comparisonHtml({ ...COMPARED, a, b, ...compareRuns(a, b) }, { charts: [], chartCss: '' });
  expect(page).toContain('not compared: fewer than two blocks of a run have a number');
});
