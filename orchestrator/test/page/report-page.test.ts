import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReportedRun } from '../../src/app/reported-run.ts';
import { DEFAULT_OBJECTIVE } from '../../src/domain/objective.ts';
import type { ReportedRun } from '../../src/domain/reported-run.ts';
import { runCharts } from '../../src/report/charts/run-charts.ts';
import { timelineCharts } from '../../src/report/charts/timeline-charts.ts';
import { comparisonFiles, reportFiles } from '../../src/report/html/report-files.ts';
import { storedRun } from '../app/stored-run.ts';
import { simulatedStep } from '../domain/simulated-step.ts';
import { COMPARED, FIXED_RUNS } from '../report/html/fixed-runs.ts';
import { accessibilityFaults, PageReader } from './browser.ts';
import { theChromium } from './chromium.ts';

const NAMES = ['failed', 'capacity', 'forty', 'hostile', 'empty', 'stored', 'comparison'];

describe('a report in a browser', () => {
  let reader: PageReader;
  let stored: ReportedRun;
  const urls = new Map<string, string>();

  beforeAll(async () => {
    reader = await PageReader.start(theChromium());
    stored = await storedRunOnDisk();
    const write = (name: string, files: Readonly<Record<string, string>>): void => {
      urls.set(name, reader.write(`${name}.html`, Object.values(files)[0] ?? ''));
    };
    for (const [name, run] of Object.entries({ ...FIXED_RUNS, stored })) {
      if (NAMES.includes(name)) write(name, reportFiles(run));
    }
    const [a, b] = [COMPARED.a, COMPARED.b].map((record) => ({ ...stored, record }));
    if (a !== undefined && b !== undefined) write('comparison', comparisonFiles(COMPARED, a, b, false));
  });
  afterAll(() => reader?.[Symbol.asyncDispose]());
  const open = (name: string, more = '', options = {}) => reader.open(`${urls.get(name)}${more}`, options);

  it.each(NAMES)(
    '%s: says nothing on the console, asks for nothing, is no wider than the window',
    async (name) => {
      await using looked = await open(name);
      const { page } = looked;
      for (const width of [360, 1280, 2560]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate('document.documentElement.scrollWidth'), `at ${width}`).toBe(width);
      }
      expect(await page.evaluate('window.pwned')).toBeUndefined();
      expect([looked.complaints, looked.requests]).toEqual([[], []]);
    },
  );

  it.each([
    ['stored', 'light'],
    ['failed', 'dark'],
    ['comparison', 'light'],
  ] as const)('%s: has no fault that axe-core knows, in %s', async (name, colorScheme) => {
    await using looked = await open(name, '', { colorScheme });
    expect(await accessibilityFaults(looked.page)).toEqual([]);
  });

  it('sorts by a column, up, down and as it came, with the unknown last', async () => {
    await using looked = await open('failed');
    const { page } = looked;
    const names = (): Promise<string[]> => page.locator('#contenders tbody th').allTextContents();
    const [asItCame, head] = [await names(), page.getByRole('button', { name: 'p99 ms' }).first()];
    await head.click();
    expect(await names()).toEqual(['node-http (yardstick, not ranked)', 'express', 'fastify', 'koa']);
    await head.click();
    expect(await names()).toEqual(['fastify', 'express', 'node-http (yardstick, not ranked)', 'koa']);
    expect(await page.locator('#contenders [aria-sort=descending]').count()).toBe(1);
    await head.click();
    expect(await names()).toEqual(asItCame);
    expect(page.url()).toBe(looked.url);
  });

  it('a copied link shows the same rows in the same order, and links within the page keep them', async () => {
    await using looked = await open('failed');
    const { page } = looked;
    await page.getByRole('checkbox', { name: 'koa' }).uncheck();
    await page.getByRole('button', { name: 'held to' }).click();
    await page.getByRole('link', { name: 'Machine' }).click();
    expect(page.url()).toContain('#machine?without=koa&sort=contenders.1.up');
    await using again = await open('failed', page.url().replace(/^[^#]*/, ''));
    for (const one of [page, again.page]) {
      expect(await one.locator('[data-contender=koa]:visible').count()).toBe(0);
      expect(await one.locator('#contenders tbody th:visible').allTextContents()).toEqual([
        'express',
        'fastify',
        'node-http (yardstick, not ranked)',
      ]);
    }
    expect(await again.page.getByRole('checkbox', { name: 'koa' }).isChecked()).toBe(false);
    expect(await again.page.getByRole('heading', { name: 'Machine' }).isVisible()).toBe(true);
    expect(again.complaints).toEqual([]);
  });

  it('filters contenders of hostile names like any other', async () => {
    await using looked = await open('hostile');
    const { page } = looked;
    const box = page.locator('#filter input').nth(1);
    await box.uncheck();
    await using again = await open('hostile', page.url().replace(/^[^#]*/, ''));
    expect(await again.page.locator('#filter input').nth(1).isChecked()).toBe(false);
    expect(await again.page.evaluate('window.pwned')).toBeUndefined();
    expect(await again.page.locator('img, script').count()).toBe(1);
  });

  it('can be used by keyboard alone', async () => {
    await using looked = await open('failed');
    const { page } = looked;
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    const wanted = await page.locator('a, input, th button, [tabindex="0"]').count();
    const reached =
      await page.evaluate<number>(`[...document.querySelectorAll('a, input, th button, [tabindex="0"]')]
      .filter((one) => { one.focus(); return document.activeElement === one; }).length`);
    expect(reached).toBe(wanted);
    await page.getByRole('button', { name: 'held to' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#contenders [aria-sort=ascending]').count()).toBe(1);
    await page.getByRole('checkbox', { name: 'koa' }).focus();
    await page.keyboard.press('Space');
    expect(await page.locator('#contenders [data-contender=koa]').isVisible()).toBe(false);
  });

  it('has every chart with all of its series, and shows the value under the pointer', async () => {
    await using looked = await open('stored');
    const { page } = looked;
    const charts = [...runCharts(stored), ...timelineCharts(stored)];
    expect(charts.map(({ id }) => id)).toEqual(expect.arrayContaining(['rates', 'latency', 'timeline-1']));
    expect(await page.locator('figure').count()).toBe(charts.length);
    for (const { id, series } of charts) {
      const written = await page.locator(`#chart-${id} svg text`).allTextContents();
      expect(written, id).toEqual(expect.arrayContaining([...series]));
    }
    const dots = page.locator('#chart-latency [data-tip]');
    const tips = await dots.evaluateAll((all) => all.map((one) => one.getAttribute('data-tip')));
    await dots.first().hover({ force: true });
    expect(tips).toContain(await page.locator('.tip').textContent());
  });

  it('has everything without JavaScript, and nothing that would need it', async () => {
    await using looked = await open('failed', '', { javaScriptEnabled: false });
    const { page } = looked;
    expect(await page.locator('tbody tr:visible').count()).toBe(await page.locator('tbody tr').count());
    expect(await page.locator('figure svg:visible').count()).toBe(await page.locator('figure').count());
    expect(await page.locator('#filter').isVisible()).toBe(false);
    expect(await page.locator('th button').count()).toBe(0);
  });

  it('is made for paper, too', async () => {
    await using looked = await open('failed', '', {
      colorScheme: 'dark',
      viewport: { width: 760, height: 1000 },
    });
    const { page } = looked;
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('nav, #filter').filter({ visible: true }).count()).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(760);
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe(
      'rgb(255, 255, 255)',
    );
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });
});

/** Read from a folder as the lab wrote it, seconds and all. */
async function storedRunOnDisk(): Promise<ReportedRun> {
  const happened = ['steady', 'collapses'].flatMap((contender, i) =>
    [200, 900].map((ratePerSec, j) => ({
      contender,
      evidence: simulatedStep(
        { capacityPerSec: contender === 'steady' ? 1000 : 700, service: 'exponential' },
        { ratePerSec, durationS: 4, pacing: 'poisson', seed: 10 * i + j },
      ),
    })),
  );
  const { store, record, results } = await storedRun(happened, DEFAULT_OBJECTIVE);
  try {
    return await readReportedRun(store, record.id);
  } finally {
    rmSync(results, { recursive: true });
  }
}
