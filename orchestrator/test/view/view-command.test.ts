import { appendFileSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import type { LabApp } from '../../src/app/lab-app.ts';
import { LabError } from '../../src/domain/errors.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { FACTS, inMemoryLab } from '../app/in-memory-lab.ts';
import { commandLine } from '../cli/in-memory-cli.ts';
import { rampRun } from '../report/fixture.ts';
import { at, midRun } from '../ui/events.ts';
import { ask, Watcher } from './browser.ts';
import { viewedLab } from './viewed-lab.ts';

const RUNNING = '20261124-100000-ramp-live';
const FINISHED = '20261123-100000-ramp-aaaa';

let results: string;
beforeEach(async () => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-view-'));
  await stored(rampRun({ id: FINISHED }));
  await stored(rampRun({ id: RUNNING, state: 'running', endedAt: null, launches: [], steps: [] }));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

async function stored(record: RunRecord): Promise<void> {
  const run = await fileStore(results, () => ({})).create(record, {}, FACTS);
  await run.close();
}

const events = (id: string): string => join(results, id, 'events.ndjson');
const lines = (of: readonly object[]): string => of.map((event) => `${JSON.stringify(event)}\n`).join('');

const view = (words: readonly string[] = [], more: Partial<LabApp> = {}) => viewedLab(results, words, more);

describe('lab view', () => {
  it('says where, lists the runs newest first, and ends by Ctrl-C as if nothing had happened', async () => {
    const lab = await view();
    const { status, text } = await ask(lab.url, '/');
    expect(status).toBe(200);
    expect(text.indexOf(RUNNING)).toBeLessThan(text.indexOf(FINISHED));
    expect(text).toContain(`<a href="/runs/${RUNNING}/live">live</a>`);
    expect(text).not.toContain(`/runs/${FINISHED}/live`);
    expect(text).toContain('fastify ≥ 10,000/s');
    expect(text).toMatch(new RegExp(`name="b" value="${RUNNING}"[^>]* checked`));
    const { code, stdout, stderr } = await lab.end();
    expect([code, stdout]).toEqual([0, `${lab.url}/\n`]);
    expect(stderr).toContain('Ctrl-C ends it');
  });

  it('begins with a run, live where it goes on, and knows the latest', async () => {
    const live = await view([RUNNING]);
    expect((await live.end()).stdout).toBe(`${live.url}/runs/${RUNNING}/live\n`);
    await using lab = await view(['latest', '--output', 'json']);
    expect(await ask(lab.url, '/runs/latest')).toMatchObject({
      status: 302,
      headers: { location: `/runs/${RUNNING}` },
    });
    const report = await ask(lab.url, `/runs/${FINISHED}`);
    expect(report).toMatchObject({ status: 200, text: expect.stringContaining(`Run ${FINISHED}`) });
    // Its script and style stand in it, so it says itself, by a hash, which script may run.
    expect(report.text).toMatch(
      /http-equiv="Content-Security-Policy" content="[^"]*script-src (&#39;|')sha256-/,
    );
    expect(report.headers['content-security-policy']).not.toContain('connect-src');
    const { stdout } = await lab.end();
    expect(JSON.parse(stdout)).toEqual({ schema: 1, kind: 'view', url: `${lab.url}/runs/${RUNNING}/live` });
    const { code, stderr } = await commandLine(inMemoryLab(), ['view', 'nothing', '--out', results]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('LAB_RUN_UNKNOWN')]);
  });

  it('begins with the report of a run that was killed', async () => {
    const folder = join(results, RUNNING);
    const longAgo = Date.now() / 1000 - 3600;
    for (const name of readdirSync(folder)) utimesSync(join(folder, name), longAgo, longAgo);
    const lab = await view([RUNNING]);
    expect((await lab.end()).stdout).toBe(`${lab.url}/runs/${RUNNING}\n`);
  });

  it('opens the browser if asked, and stays where there is none', async () => {
    const opened: string[] = [];
    const lab = await view(['--open'], { openFile: async (url) => void opened.push(url) });
    await lab.end();
    expect(opened).toEqual([`${lab.url}/`]);
    const missing = async () => {
      throw new LabError('LAB_OPENER_MISSING', 'Nothing here opens a page in a browser.');
    };
    const without = await view(['--open'], { openFile: missing });
    expect((await ask(without.url, '/')).status).toBe(200);
    expect(await without.end()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('LAB_OPENER_MISSING'),
    });
  });

  it('follows a run from its beginning to its end, once for all who look and not when nobody does', async () => {
    await using lab = await view();
    const [all, cut] = [lines(midRun()), lines([at(110, { type: 'progress', text: 'half of this' })])];
    writeFileSync(events(RUNNING), `${all}${cut.slice(0, 20)}`);
    expect((await ask(lab.url, `/runs/${RUNNING}/live`)).text).toContain(
      `data-events="/runs/${RUNNING}/events"`,
    );
    expect(lab.follower.begun).toBe(0);
    const url = `${lab.url}/runs/${RUNNING}/events`;
    const first = new Watcher(url);
    await first.shows('status', 'step 3/5');
    await first.shows('charts', 'Requests per second');
    const second = new Watcher(url);
    await second.shows('steps', 'service-cpu');
    expect(lab.follower).toMatchObject({ following: 1, begun: 1 });

    const [step] = rampRun().steps;
    const told = first.told.filter((name) => name === 'launches').length;
    appendFileSync(
      events(RUNNING),
      `${cut.slice(20)}${lines([at(111, { type: 'step-finished', record: { ...step, contender: 'fastify', index: 3, detail: '' } as never })])}`,
    );
    for (const watcher of [first, second]) await watcher.shows('steps', '8 steps');
    // What has not changed is not sent again.
    expect(first.told.filter((name) => name === 'launches')).toHaveLength(told);

    first.leave();
    second.leave();
    await vi.waitFor(() => expect(lab.follower.following).toBe(0));
    const third = new Watcher(url);
    await third.shows('steps', '8 steps');
    appendFileSync(events(RUNNING), lines([at(120, { type: 'run-finished', record: rampRun() })]));
    await third.shows('status', '<strong>finished</strong>');
    await third.shows('end', 'The run has ended.');
    await vi.waitFor(() => expect([third.hasEnded, lab.follower.following]).toEqual([true, 0]));
  });

  it('ends at once though somebody still looks', async () => {
    const lab = await view();
    writeFileSync(events(RUNNING), lines(midRun()));
    const watcher = new Watcher(`${lab.url}/runs/${RUNNING}/events`);
    await watcher.shows('status', 'step 3/5');
    expect((await lab.end()).code).toBe(0);
    await vi.waitFor(() => expect([watcher.hasEnded, lab.follower.following]).toEqual([true, 0]));
  });

  it('keeps to the housekeeping CPUs of the run that is looked at', async () => {
    await stored(
      rampRun({
        id: '20261124-110000-ramp-cpus',
        state: 'running',
        cpus: { ...rampRun().cpus, housekeeping: [0] },
      }),
    );
    await using lab = await view();
    expect(lab.retreats).toEqual([[1]]);
    const watcher = new Watcher(`${lab.url}/runs/20261124-110000-ramp-cpus/events`);
    await watcher.shows('status', 'Not started yet');
    expect(lab.retreats).toEqual([[1], [0]]);
    watcher.leave();
    const refuse = () => {
      throw new LabError('LAB_PINNING_NOT_HONOURED', 'the lab was given CPU 7.');
    };
    const unpinned = await view([], { retreat: refuse });
    expect(await unpinned.end()).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('may run on measured CPUs'),
    });
  });

  it('compares two runs, and says what speaks against it', async () => {
    const other = '20261125-100000-ramp-bbbb';
    await stored(rampRun({ id: other }));
    await stored(
      rampRun({
        id: '20261125-110000-ramp-cccc',
        objective: { quantile: 0.9, latencyMs: 5, errorShare: 0.1 },
      }),
    );
    await using lab = await view();
    const same = await ask(lab.url, `/compare?a=${FINISHED}&b=${other}`);
    expect([same.status, same.text]).toEqual([200, expect.stringContaining(`${other} against ${FINISHED}`)]);
    const differs = await ask(lab.url, `/compare?a=${FINISHED}&b=20261125-110000-ramp-cccc`);
    expect(differs.status).toBe(409);
    const [, href = ''] = /<a href="(\/compare[^"]+)"/.exec(differs.text) ?? [];
    expect((await ask(lab.url, href.replaceAll('&amp;', '&'))).status).toBe(200);
    expect((await ask(lab.url, `/compare?a=${FINISHED}`)).status).toBe(400);
    expect((await ask(lab.url, `/compare?a=${FINISHED}&b=${FINISHED}`)).status).toBe(400);
    expect((await ask(lab.url, '/compare?a=x&b=../../etc')).status).toBe(404);
  });

  it('gives nothing but runs of its list, and says what it has instead', async () => {
    writeFileSync(join(results, 'secret'), 'secret');
    await using lab = await view();
    for (const path of [
      '/runs/..',
      '/runs/../../etc/passwd',
      '/runs/%2e%2e%2fsecret',
      `/runs/${FINISHED}/run.json`,
      `/runs/${FINISHED}/..`,
      '/runs/20261123-100000-other-name',
      '/runs/',
      '//etc/passwd',
      '/%00',
      '/nothing',
    ]) {
      const { status, text } = await ask(lab.url, path);
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain('secret');
    }
    // A record may say that it is another one: its folder is what counts.
    const elsewhere = rampRun({ id: '../../somewhere', state: 'running', endedAt: null });
    writeFileSync(join(results, RUNNING, 'run.json'), JSON.stringify(elsewhere));
    writeFileSync(events(RUNNING), lines(midRun()));
    const watcher = new Watcher(`${lab.url}/runs/${RUNNING}/events`);
    await watcher.shows('status', 'step 3/5');
    watcher.leave();
    // By its folder; the id of its record is text, and no way to elsewhere.
    expect((await ask(lab.url, `/runs/${RUNNING}`)).status).toBe(200);
    writeFileSync(join(results, FINISHED, 'run.json'), '{"damaged');
    expect((await ask(lab.url, `/runs/${FINISHED}`)).status).toBe(500);
    expect((await ask(lab.url, '/')).text).toContain('unreadable');
  });

  it('lets no name become markup', async () => {
    const hostile = `<script>alert(1)</script>"'\u202e`;
    const record = rampRun({ id: '20261125-120000-ramp-xxxx' });
    await stored({
      ...record,
      scenario: { ...record.scenario, name: hostile },
      contenders: record.contenders.map((one) => ({ ...one, id: `${one.id}${hostile}`, name: hostile })),
      steps: record.steps.map((one) => ({ ...one, contender: `${one.contender}${hostile}` })),
      launches: record.launches.map((one) => ({ ...one, contender: `${one.contender}${hostile}` })),
    });
    await using lab = await view();
    for (const path of [
      '/',
      `/runs/${record.id}`,
      `/compare?a=${FINISHED}&b=${record.id}&across=1`,
      '/compare?a=<script>&b=x',
    ]) {
      const { text } = await ask(lab.url, path);
      expect(text, path).not.toMatch(/<script>alert|\u202e/);
    }
  });
});
