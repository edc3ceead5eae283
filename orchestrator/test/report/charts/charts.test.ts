import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ReportedRun, StepSecond, StepTimeline } from '../../../src/domain/reported-run.ts';
import type { RunRecord } from '../../../src/domain/run-record.ts';
import type { Chart } from '../../../src/report/charts/chart.ts';
import { chartOption } from '../../../src/report/charts/chart-option.ts';
import { comparisonCharts } from '../../../src/report/charts/comparison-charts.ts';
import { differencesDrawing } from '../../../src/report/charts/differences.ts';
import { draw } from '../../../src/report/charts/draw.ts';
import type { Drawing } from '../../../src/report/charts/drawing.ts';
import { drawnContenders } from '../../../src/report/charts/rate-steps.ts';
import { ratesDrawing } from '../../../src/report/charts/rates.ts';
import { runCharts } from '../../../src/report/charts/run-charts.ts';
import { standaloneSvg } from '../../../src/report/charts/standalone-svg.ts';
import { launchesLeftOut, timelineCharts } from '../../../src/report/charts/timeline-charts.ts';
import { capacityRun } from '../capacity-fixture.ts';
import { blocksRun, contender, emptyRun, latency, launch, rampRun, step, twoBlockRun } from '../fixture.ts';
import { expectGolden } from '../golden.ts';
import { manySteps, reported } from './reported.ts';

const search = (): RunRecord =>
  capacityRun({ 'node-http': [12_000, 12_200, 12_100], koa: [5000, 5100, 5020] });
const BEFORE = blocksRun(5, { koa: 80, fastify: 50, express: 120 });
const AFTER = blocksRun(5, { koa: 90, fastify: 50.5, express: 124 });
/** Drawing takes longer than anything else here. */
const once = <T>(make: () => T): (() => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};
const drawn = (drawing: Drawing | null): Chart[] => (drawing === null ? [] : [draw(drawing)]);
const ids = (charts: readonly Chart[]): string[] => charts.map(({ id }) => id);
const byId = (charts: readonly Chart[], id: string): Chart => {
  const found = charts.find((chart) => chart.id === id);
  if (found === undefined) throw new Error(`no chart ${id} among ${ids(charts).join(', ')}`);
  return found;
};
const SINGLE = emptyRun({
  contenders: [contender('koa', null)],
  launches: [launch('koa', 1)],
  steps: [step('koa', 400)],
});
const LADDER = ['rates', 'latency', 'distribution', 'cpu', 'cpu-per-request', 'memory'];

const RAMP = once(() => runCharts(reported(rampRun())));
const SECONDS = once(() => timelineCharts(reported(rampRun())));
const SEARCH = once(() => runCharts(reported(search())));
const TWO = once(() => comparisonCharts(reported(BEFORE), reported(AFTER)));

describe('which charts a run has', () => {
  test.each([
    ['a ladder', RAMP, LADDER],
    ['two blocks, the second of which is not whole', () => runCharts(reported(twoBlockRun())), LADDER],
    ['a search', SEARCH, [...LADDER.slice(0, 5), 'capacity', 'memory', 'overload']],
    ['the seconds of each launch', SECONDS, [1, 2, 3, 4].map((launch) => `timeline-${launch}`)],
    ['two runs', TWO, ['differences', 'latency', 'rates']],
    ['nothing', () => allCharts(emptyRun()), []],
    [
      'steps whose seconds are lost',
      () => timelineCharts({ ...reported(rampRun()), timelines: new Map() }),
      [],
    ],
    ['a single step', () => allCharts(SINGLE), [...LADDER, 'timeline-1']],
    ['40 contenders', () => drawn(ratesDrawing(drawnContenders(manySteps(40, 1, 1)))), ['rates']],
  ] as const)('%s', (_, charts, wanted) => {
    expect(ids(charts())).toEqual(wanted);
    expectSound(charts());
  });
});

describe('golden pictures', () => {
  test.each([
    ['ramp-rates', RAMP],
    ['ramp-latency', RAMP],
    ['ramp-distribution', RAMP],
    ['ramp-cpu', RAMP],
    ['ramp-timeline-2', SECONDS],
    ['search-capacity', SEARCH],
    ['search-overload', SEARCH],
    ['two-differences', TWO],
    ['blocks-cpu-per-request', () => runCharts(reported(BEFORE))],
  ] as const)('%s', (name, charts) => {
    const id = name.slice(name.indexOf('-') + 1);
    expectGolden(new URL(`./golden/${name}.svg`, import.meta.url), standaloneSvg(byId(charts(), id)));
  });
});

/** What is left without every well-formed tag. */
function withoutTags(svg: string): string {
  return svg.replace(/<\/?\w+(?: [\w:-]+="[^"<]*")*\s*\/?>/g, '');
}

/** Everything a set of charts consists of, checked as a page needs it. */
function expectSound(charts: readonly Chart[]): void {
  for (const { id, svg, title, howToRead, series } of charts) {
    expect(svg, id).toMatch(/^<svg xmlns="[^"]*" viewBox="0 0 \d+ \d+" role="img" aria-label="[^"<>]+"/);
    expect(withoutTags(svg), 'a tag that is no XML').not.toContain('<');
    expect(svg, 'a colour that no page can change').not.toMatch(
      /#[0-9a-f]{3,8}["; ]|rgba?\(|currentColor|white|black/i,
    );
    expect(svg, 'a script, a style sheet or something from elsewhere').not.toMatch(
      /<script|<style|<image|<foreignObject|href|\son\w+=|class=|style=|ecmeta|url\((?!#)/i,
    );
    expect(svg, 'a figure that is none').not.toMatch(/NaN|undefined|Infinity|\[object/);
    for (const [, name] of svg.matchAll(/\sid="([^"]*)"/g)) expect(name?.startsWith(`${id}-`)).toBe(true);
    for (const [, name] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(svg).toContain(` id="${name}"`);
    expect(title).not.toBe('');
    expect(howToRead).toMatch(/\.$/);
    expect(series.length).toBeGreaterThan(0);
  }
  expect(new Set(ids(charts)).size).toBe(charts.length);
}

const allCharts = (record: RunRecord): Chart[] => {
  const run = reported(record);
  return [...runCharts(run), ...timelineCharts(run)];
};

describe('what a page relies on', () => {
  it('the same record gives the same bytes, whatever was drawn before', () => {
    const first = RAMP();
    SECONDS();
    expect(runCharts(reported(rampRun()))).toEqual(first);
  });

  it('every series is there, however many', () => {
    const some = fc.record({
      contenders: fc.integer({ min: 1, max: 9 }),
      rates: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(some, ({ contenders, rates }) => {
        const charts = runCharts(reported(manySteps(contenders, rates, 1)));
        for (const id of ['rates', 'latency', 'cpu', 'memory']) {
          const { series, svg } = byId(charts, id);
          expect(series).toHaveLength(contenders);
          for (const name of series) expect(svg).toContain(`>${name}</text>`);
        }
        // A dot with words for each step.
        expect(byId(charts, 'rates').svg.match(/data-tip=/g)).toHaveLength(contenders * rates);
      }),
      { numRuns: 3 },
    );
  });

  it('a long legend makes room for itself', () => {
    const heightOf = (contenders: number): number => {
      const drawing = ratesDrawing(drawnContenders(manySteps(contenders, 1, 1)));
      return drawing === null ? 0 : chartOption(drawing).height;
    };
    expect(heightOf(40)).toBeGreaterThan(heightOf(4) + 100);
  });

  it('each datum says what it is', () => {
    expect(byId(RAMP(), 'latency').svg).toContain(
      'data-tip="express at 9,000/s: p99 812 ms, failed (latency)"',
    );
    expect(byId(SEARCH(), 'capacity').svg).toMatch(/data-tip="koa, block 1: [\d,]+\/s"/);
  });

  it('a panel without figures is left out', () => {
    const record = search();
    const silent = record.steps.map((one) => ({
      ...one,
      generator: { ...one.generator, cpuShare: null },
      ...(one.purpose === 'recovery' ? { verdict: 'invalid' as const } : {}),
    }));
    const charts = runCharts({ ...reported({ ...record, steps: silent }), timelines: new Map() });
    expect(byId(charts, 'cpu').svg).not.toContain('load generator, of its CPUs');
    expect(byId(charts, 'overload').svg).not.toContain('seconds to recover');
  });

  it('a file of its own says it without a script', () => {
    const file = standaloneSvg(byId(RAMP(), 'latency'));
    expect(file).toContain('<title>express at 9,000/s: p99 812 ms, failed (latency)</title>');
    expect(file).not.toMatch(/data-tip|var\(--/);
    expect(file).toMatch(/<svg width="760" height="\d+" [^>]*viewBox/);
  });

  it('what too few requests support is not drawn', () => {
    const steps = [{ ...step('koa', 400), latencyMs: { ...latency(9), p99: null, p999: null } }];
    const few = reported({ ...SINGLE, steps });
    const { svg, howToRead } = byId(runCharts(few), 'latency');
    expect(svg).toContain('>p50, ms<');
    expect(svg).not.toMatch(/>p99/);
    expect(howToRead).toContain('p99<50ms, is about a percentile that is not known here');
    // 400 requests in a second have 4 beyond their p99.
    expect(timelineCharts(few).map(({ series }) => series)).toEqual([['offered', 'ok', 'p50']]);
  });

  it('an interval that is cut has an arrow where it goes on, and an axis that is not wide has none', () => {
    const spread = (record: RunRecord, factor: number): RunRecord => ({
      ...record,
      steps: record.steps.map((one) => ({
        ...one,
        server: {
          ...one.server,
          cpuUsPerRequest: (one.server.cpuUsPerRequest ?? 0) * (one.block === 1 ? 1 : factor),
        },
      })),
    });
    const run = blocksRun(2, { koa: 80 });
    const wide = differencesDrawing(run, spread(run, 3));
    const arrows = (drawing: Drawing | null): number =>
      drawing === null ? 0 : (draw(drawing).svg.match(/data-tip="koa/g)?.length ?? 0) - 1;
    expect(wide?.panels[0]?.x).toMatchObject({ min: 0.3, max: 3 });
    expect(arrows(wide)).toBe(2);
    expect(wide?.howToRead).toContain('An open arrow at the edge: the bar goes on beyond it');
    const narrow = differencesDrawing(BEFORE, AFTER);
    expect(narrow?.howToRead).not.toContain('arrow');
    expect(narrow?.panels[0]?.x.max).toBeLessThan(3);
  });

  it('says of what has no interval why', () => {
    // In two of three blocks nothing could be measured.
    const run = search();
    const steps = run.steps.map((one) =>
      one.contender === 'koa' && one.block > 1 ? { ...one, verdict: 'invalid' as const } : one,
    );
    expect(differencesDrawing(run, { ...run, steps })?.howToRead).toContain(
      'Without an interval, since fewer than two blocks of a run have a number: koa, capacity.',
    );
  });

  /** One launch of koa of so many seconds, all of them the same but for what is said. */
  const longRun = (count: number, odd: (second: number) => Partial<StepSecond>): ReportedRun => {
    const run = reported(SINGLE);
    const [[key, { seconds, percentiles }]] = [...run.timelines] as [[string, StepTimeline]];
    const [first] = seconds as [StepSecond];
    const long = Array.from({ length: count }, (_, second) => ({ ...first, second, ...odd(second) }));
    return { ...run, timelines: new Map([[key, { seconds: long, percentiles }]]) };
  };

  it('shows a dip of one second among more than there are places for', () => {
    const svgOf = (dip: number): string | undefined =>
      timelineCharts(longRun(5000, (second) => ({ ok: second === 2501 ? dip : 400 + (second % 2) })))[0]?.svg;
    expect(svgOf(0)).not.toBe(svgOf(401));
  });

  it('draws a step of two days', () => {
    const [chart] = timelineCharts(longRun(150_000, () => ({ p50Ms: 2, p99Ms: 3 })));
    expect(chart?.svg).toContain('<path');
  });

  it('the distribution says of whom it speaks', () => {
    const record = rampRun();
    const steps = record.steps.map((one) =>
      one.contender === 'koa' ? { ...one, verdict: 'invalid' as const } : one,
    );
    const { howToRead, series } = byId(runCharts(reported({ ...record, steps })), 'distribution');
    expect(series).not.toContain('koa');
    expect(howToRead).toContain('every contender shown here held');
    expect(howToRead).toContain('Left out, without a valid measurement to draw: koa.');
    expect(byId(RAMP(), 'distribution').howToRead).not.toContain('Left out');
  });

  it('who answered wrongly has shown nothing', () => {
    const record = rampRun();
    const launches = record.launches.map((one) =>
      one.contender === 'koa' ? { ...one, contract: 'failed' as const } : one,
    );
    expect(drawnContenders({ ...record, launches }).map(({ name }) => name)).not.toContain('koa');
  });

  it('says that nothing ranks where CPUs were shared', () => {
    const record = rampRun();
    const shared = { ...record, cpus: { ...record.cpus, rankable: false } };
    for (const { howToRead } of runCharts(reported(shared)))
      expect(howToRead).toContain('Nothing here ranks');
  });
});

describe('hostile names', () => {
  const names = [
    '"><script>alert(1)</script>',
    '</text></svg><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    '\u001b[31mred\u001b]0;title\u0007\u0000',
    'zr0-c0 url(#zr0-c0) id="zr0-c0" class="x" ecmeta_series_index="0"',
    '{a|b} {b} <![CDATA[ ]]> &amp; <style>*{fill:red}</style>',
    '\ud800\uffff\u202e',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'ä'.repeat(300),
  ];
  const record = emptyRun({
    contenders: names.map((name) => contender(name, null)),
    launches: names.map((name, i) => launch(name, i + 1)),
    steps: names.flatMap((name, i) => [400, 1000].map((rate) => step(name, rate, { launch: i + 1 }))),
  });

  it('stay text', () => {
    const charts = allCharts(record);
    expect(charts.length).toBeGreaterThan(10);
    for (const chart of charts) {
      for (const text of [chart.svg, standaloneSvg(chart)]) {
        expect(withoutTags(text.replace(/<style>[^<]*<\/style>/, ''))).not.toContain('<');
        expect(text).not.toMatch(/<script|<img|<!\[CDATA|\son\w+=["']/i);
        // What XML forbids even escaped; all but newlines.
        expect(text).not.toMatch(/[^\n -\ud7ff\ue000-\ufffd]/);
        const tags = [...text.matchAll(/<\/?([^\s/>]*)/g)].map(([, tag]) => tag);
        expect(new Set(tags).difference(SAFE_TAGS)).toEqual(new Set());
      }
    }
    // The library has written nothing into what all objects share.
    const shared: string[] = [];
    for (const key in {}) shared.push(key);
    expect([...shared, ...Object.keys(Object), ...Object.keys(Object.prototype.hasOwnProperty)]).toEqual([]);
    expect(byId(charts, 'rates').series).toHaveLength(names.length);
    // Nothing of a text is taken for markup of the library's.
    expect(byId(charts, 'rates').svg).toContain('zr0-c0 url(#zr0-c0)');
  });
});

const SAFE_TAGS = new Set([
  'svg',
  'g',
  'path',
  'rect',
  'text',
  'tspan',
  'defs',
  'clipPath',
  'polygon',
  'title',
  'desc',
  'style',
  'polyline',
  'circle',
]);

describe('the size of a report', () => {
  it('has room for 528 steps, and says what is left out', () => {
    const run = reported(manySteps(4, 12, 11));
    const timelines = timelineCharts(run);
    const all = [...runCharts(run), ...timelines].reduce((sum, { svg }) => sum + svg.length, 0);
    expect(all).toBeLessThan(1_200_000);
    const left = launchesLeftOut(run, timelines);
    expect(left.length + timelines.length).toBe(44);
    // Where a step failed its seconds are there.
    expect(left.filter((number) => number % 3 === 0)).toEqual([]);
  });
});
