import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import type { RunRecord, StepRecord } from '../../src/domain/run-record.ts';
import { FACTS } from '../app/in-memory-lab.ts';
import { rampRun } from '../report/fixture.ts';
import { at, midRun } from '../ui/events.ts';
import { type Viewed, viewedLab } from '../view/viewed-lab.ts';
import { accessibilityFaults, PageReader } from './browser.ts';
import { theChromium } from './chromium.ts';

const RUNNING = '20261124-100000-ramp-live';
const [FIRST, SECOND] = ['20261123-100000-ramp-aaaa', '20261123-110000-ramp-bbbb'];

describe('the pages of view in a browser', () => {
  let reader: PageReader;
  let results: string;
  let lab: Viewed;
  beforeAll(async () => {
    reader = await PageReader.start(theChromium());
  });
  afterAll(() => reader?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    results = mkdtempSync(join(tmpdir(), 'framework-lab-view-'));
    for (const id of [FIRST, SECOND]) await stored(rampRun({ id }));
    await stored(rampRun({ id: RUNNING, state: 'running', endedAt: null, launches: [], steps: [] }));
    lab = await viewedLab(results);
  });
  afterEach(async () => {
    await lab[Symbol.asyncDispose]();
    rmSync(results, { recursive: true, force: true });
  });

  const stored = async (record: RunRecord): Promise<void> =>
    (await fileStore(results, () => ({})).create(record, {}, FACTS)).close();
  const rewrite = async (facts: Partial<RunRecord>): Promise<void> => {
    const run = await fileStore(results, () => ({})).reopen(RUNNING);
    await run.save(rampRun({ id: RUNNING, state: 'running', endedAt: null, ...facts }));
    await run.close();
  };
  const tell = (events: readonly object[]): void =>
    appendFileSync(
      join(results, RUNNING, 'events.ndjson'),
      events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    );

  it('the live page shows a run as it goes on, only while somebody looks, until its end', async () => {
    tell(midRun());
    await using looked = await reader.open(`${lab.url}/runs/${RUNNING}/live`);
    const { page } = looked;
    await page.getByRole('heading', { name: 'Now: fastify, block 1: step 3/5' }).waitFor();
    await page.getByRole('img', { name: /^Requests per second, now: offered 5,000\/s/ }).waitFor();
    expect(await page.locator('figure').count()).toBe(4);
    for (const width of [360, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), `at ${width}`).toBe(width);
    }
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByText('The report’s charts, of the steps so far').click();
    await page.getByText('No step has been judged yet.').waitFor();
    await rewrite({ steps: rampRun().steps, launches: rampRun().launches });
    const [step] = rampRun().steps;
    tell([at(103, { type: 'step-finished', record: { ...(step as StepRecord), contender: 'koa' } })]);
    await page.getByRole('heading', { name: 'So far' }).waitFor();

    await page.evaluate(hide(true));
    await vi.waitFor(() => expect(lab.follower.following).toBe(0));
    tell([at(110, { type: 'warning', warning: { code: 'x', message: 'written while nobody looked' } })]);
    await page.evaluate(hide(false));
    await page.getByText('written while nobody looked').waitFor();
    tell([at(120, { type: 'run-finished', record: rampRun() })]);
    await page.getByText('The run has ended.').waitFor();
    await vi.waitFor(() => expect(lab.follower.following).toBe(0));
    expect(looked.complaints).toEqual([]);
    const foreign = looked.requests.filter((url) => !url.startsWith(`${lab.url}/`));
    expect(foreign).toEqual([]);
  });

  it('any two runs of the list are compared, and the reports stand under their links, also without JavaScript', async () => {
    await using looked = await reader.open(`${lab.url}/`, { javaScriptEnabled: false });
    const { page } = looked;
    await page.getByRole('radio', { name: `${FIRST} before` }).check();
    await page.getByRole('radio', { name: `${SECOND} after` }).check();
    await page.getByRole('button', { name: 'Compare the two' }).click();
    await page.getByRole('heading', { level: 1, name: `${SECOND} against ${FIRST}` }).waitFor();
    await page.goto(`${lab.url}/`);
    await page.getByRole('link', { name: FIRST }).click();
    await page.getByRole('heading', { level: 1, name: 'ramp' }).waitFor();
    await page.goto(`${lab.url}/runs/${RUNNING}/live`);
    await page.getByRole('link', { name: 'the report so far' }).click();
    await page.getByRole('heading', { level: 1, name: 'ramp' }).waitFor();
    expect(looked.complaints).toEqual([]);
  });

  it('the list has no fault that axe-core knows, and a report runs its own script here, too', async () => {
    writeFileSync(join(results, SECOND, 'run.json'), '{"damaged');
    await using looked = await reader.open(`${lab.url}/`, { colorScheme: 'dark' });
    const { page } = looked;
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('link', { name: FIRST }).click();
    await page.getByRole('button', { name: 'p99 ms' }).first().click();
    expect(await page.locator('[aria-sort=ascending]').count()).toBe(1);
    expect(looked.complaints).toEqual([]);
    expect(looked.requests).toEqual([`${lab.url}/view.css`, `${lab.url}/runs/${FIRST}`]);
  });
});

/** As a browser does to a tab that goes to the background, or comes back. */
function hide(isHidden: boolean): string {
  return `Object.defineProperty(document, 'hidden', { value: ${isHidden}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));`;
}
