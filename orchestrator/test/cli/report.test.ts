import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fileStore } from '../../src/adapters/files/file-store.ts';
import type { LabApp } from '../../src/app/lab-app.ts';
import { LabError } from '../../src/domain/errors.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import { reportFiles } from '../../src/report/html/report-files.ts';
import { FACTS } from '../app/in-memory-lab.ts';
import { blocksRun } from '../report/fixture.ts';
import { commandLine } from './in-memory-cli.ts';

const A = '20261101-100000-ramp-aaaa';
const B = '20261102-100000-ramp-bbbb';
const OTHER = '20261103-100000-ramp-cccc';
let results: string;

beforeEach(async () => {
  results = mkdtempSync(join(tmpdir(), 'framework-lab-report-'));
  await keep(OTHER, blocksRun(2, { koa: 80 }, { runtime: 'docker' }));
  await keep(A, blocksRun(2, { koa: 80, fastify: 50 }));
  await keep(B, blocksRun(2, { koa: 80, fastify: 75 }));
});
afterEach(() => rmSync(results, { recursive: true, force: true }));

async function keep(id: string, record: RunRecord): Promise<void> {
  const run = await fileStore(results, () => ({})).create({ ...record, id }, {}, FACTS);
  await run.close();
}

const report = (words: readonly string[], app: Partial<LabApp> = {}) =>
  commandLine(
    {
      store: (folder) => fileStore(folder, () => ({})),
      drawReport: async (run, svg) => reportFiles(run, svg),
      ...app,
    },
    ['report', ...words, '--out', results],
  );

it('writes the page into the folder of the latest run, and says where', async () => {
  const { code, stdout, stderr } = await report([]);
  const file = join(results, B, 'report.html');
  expect([code, stdout, stderr]).toEqual([0, `${file}\n`, '']);
  expect(readFileSync(file, 'utf8')).toContain(B);
  expect((await report([A, '--output', 'json'])).stdout).toContain(join(A, 'report.html'));
  expect(existsSync(join(results, A, 'report.html'))).toBe(true);
});

it('opens it, and where nothing can open it says so with the page written', async () => {
  const opened: string[] = [];
  const openFile = async (file: string): Promise<void> => void opened.push(file);
  expect(await report([A, '--open'], { openFile })).toMatchObject({ code: 0 });
  expect(opened).toEqual([join(results, A, 'report.html')]);
  const openNothing = () =>
    Promise.reject(new LabError('LAB_OPENER_MISSING', 'Nothing here opens a page in a browser.'));
  const refused = await report([A, '--open'], { openFile: openNothing });
  expect(refused).toMatchObject({ code: 0, stdout: `${opened[0]}\n` });
  expect(refused.stderr).toContain('LAB_OPENER_MISSING');
  const json = await report([A, '--open', '--output', 'json'], { openFile: openNothing });
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout), 'one document').toMatchObject({ kind: 'report', run: A });
});

it('goes by the folder: the report of a copy stands in the copy, and is made of its files', async () => {
  const copy = '20261104-100000-ramp-copy';
  cpSync(join(results, A), join(results, copy), { recursive: true });
  writeFileSync(join(results, copy, 'machine.json'), JSON.stringify({ ...FACTS, kernel: '6.99-copied' }));
  const { stdout } = await report([copy]);
  const file = join(results, copy, 'report.html');
  expect(stdout).toBe(`${file}\n`);
  expect(readFileSync(file, 'utf8')).toContain('6.99-copied');
  expect(existsSync(join(results, A, 'report.html')), 'the original is untouched').toBe(false);
  await report(['--compare', B, copy, '--across']);
  expect(existsSync(join(results, copy, `compare-${B}.html`))).toBe(true);
  expect(existsSync(join(results, A, `compare-${B}.html`))).toBe(false);
  // Two machines: without the copy's own machine.json these would be one.
  expect((await report(['--compare', B, copy])).stderr).toMatch(
    new RegExp(`LAB_RUNS_DIFFER[\\s\\S]*${copy}`),
  );
});

it('writes the charts as pictures when asked to', async () => {
  const { stdout } = await report([A, '--svg']);
  const [page, ...pictures] = stdout.trim().split('\n');
  expect(page).toBe(join(results, A, 'report.html'));
  expect(pictures).toContain(join(results, A, 'charts', 'latency.svg'));
  for (const file of pictures) expect(readFileSync(file, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
});

it('overlays two runs with the interval of every difference', async () => {
  const { code, stdout } = await report(['--compare', A, B]);
  const file = join(results, B, `compare-${A}.html`);
  expect([code, stdout]).toEqual([0, `${file}\n`]);
  expect(readFileSync(file, 'utf8')).toContain('fastify uses 1.5');
  const other = ['--compare', A, OTHER];
  expect((await report(other)).stderr).toContain('LAB_RUNS_DIFFER');
  expect(await report([...other, '--across'])).toMatchObject({ code: 0 });
  expect(readFileSync(join(results, OTHER, `compare-${A}.html`), 'utf8')).toContain('runtime differs');
});

it.each([
  ['one run to compare', ['--compare', A], 2, 'LAB_USAGE'],
  ['three', ['--compare', A, B, OTHER], 2, 'LAB_USAGE'],
  ['a run beside two', [A, '--compare', A, B], 2, 'LAB_USAGE'],
  ['--across of one run', [A, '--across'], 2, 'LAB_USAGE'],
  ['an unknown run', ['nope'], 2, 'LAB_RUN_UNKNOWN'],
] as const)('%s is a clear error', async (_what, words, exit, code) => {
  const said = await report(words);
  expect(said.stderr).toContain(code);
  expect(said.code).toBe(exit);
});

it('says that a report could not be made, and that the run is whole', async () => {
  const drawReport = () => Promise.reject(new Error('no room to draw'));
  const { code, stderr } = await report([A], { drawReport });
  expect(code).toBe(7);
  expect(stderr).toMatch(/LAB_REPORT_FAILED[\s\S]*no room to draw[\s\S]*the run itself is whole/);
});

it('makes reports of runs whose other files are damaged or gone', async () => {
  writeFileSync(join(results, A, 'machine.json'), '{ "kernel": "6.1", "cpus": [0] }');
  writeFileSync(join(results, A, 'seconds.ndjson'), '{ half a li');
  expect(await report([A])).toMatchObject({ code: 0 });
});
