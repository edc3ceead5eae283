/**
 * The pictures of docs/images, from a stored run: its report as somebody sees it, the live view at a moment
 * of it, and one of its charts.
 *
 *   npm run pictures                    of the latest run in results/
 *   npm run pictures -- <run> --out results
 *
 * Takes a Chromium (apt-get install -y chromium, or LAB_CHROMIUM=/path/to/chrome).
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Histogram } from '@framework-lab/protocol/histogram';
import { chromium } from 'playwright-core';
import { fileStore } from '../orchestrator/src/adapters/files/file-store.ts';
import { readReportedRun } from '../orchestrator/src/app/reported-run.ts';
import type { LabEvent } from '../orchestrator/src/domain/events.ts';
import { runCharts } from '../orchestrator/src/report/charts/run-charts.ts';
import { standaloneSvg } from '../orchestrator/src/report/charts/standalone-svg.ts';
import { reportFiles } from '../orchestrator/src/report/html/report-files.ts';
import { liveLines } from '../orchestrator/src/ui/live-lines.ts';
import { NO_RUN, runState } from '../orchestrator/src/ui/run-state.ts';
import { theChromium } from '../orchestrator/test/page/chromium.ts';
import { terminalSvg } from './terminal-svg.ts';

const IMAGES = join(import.meta.dirname, '../docs/images');
const CHART = 'latency';
const WINDOW = { columns: 110, rows: 34 } as const;
const PAGE = { width: 1200, height: 1500 } as const;
/** Well into the run, so that some contenders have ended and others wait. */
const MOMENT = 0.68;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string', default: 'results' } },
});
const run = await readReportedRun(
  fileStore(values.out, () => ({})),
  positionals[0] ?? 'latest',
);
const folder = join(values.out, run.record.id);
mkdirSync(IMAGES, { recursive: true });

const chart = runCharts(run).find(({ id }) => id === CHART);
if (chart === undefined) throw new Error(`run ${run.record.id} has no chart ${CHART}`);
writeFileSync(join(IMAGES, `${CHART}.svg`), standaloneSvg(chart));
writeFileSync(join(IMAGES, 'live.svg'), terminalSvg(windowAt(MOMENT), WINDOW.columns));
await screenshot(theChromium());
process.stdout.write(`docs/images: report.png, live.svg and ${CHART}.svg of run ${run.record.id}\n`);

/** The window after that share of the seconds in which load was offered. */
function windowAt(share: number): string[] {
  const text = readFileSync(join(folder, 'events.ndjson'), 'utf8');
  const events = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => revived(JSON.parse(line) as LabEvent));
  const seconds = events.flatMap((event, i) => (isOfLoad(event) ? [i] : []));
  const at = seconds[Math.floor(share * seconds.length)] ?? 0;
  const state = events.slice(0, at + 1).reduce(runState, NO_RUN);
  return liveLines(state, { ...WINDOW, nowMs: state.lastAtMs, colour: true, unicode: true });
}

function isOfLoad(event: LabEvent): boolean {
  return event.type === 'second' && event.step !== null && event.load?.phase === 'load';
}

/** Histograms are text on disk. */
function revived(event: LabEvent): LabEvent {
  if (event.type !== 'second' || event.load === null) return event;
  return { ...event, load: { ...event.load, latency: Histogram.decode(String(event.load.latency)) } };
}

async function screenshot(browserPath: string): Promise<void> {
  const file = join(folder, 'report.html');
  writeFileSync(file, reportFiles(run)['report.html'] ?? '');
  // Root has no sandbox in a container; what is opened is our own.
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: PAGE, colorScheme: 'light' });
    await page.goto(pathToFileURL(file).href);
    await page.screenshot({ path: join(IMAGES, 'report.png') });
  } finally {
    await browser.close();
  }
}
