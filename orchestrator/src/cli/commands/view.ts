import { type Command, Option } from 'commander';
import { compare } from '../../app/compare.ts';
import type { ReportFiles } from '../../app/report.ts';
import { readReportedRun } from '../../app/reported-run.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { getOutOfTheWay } from '../../app/view/out-of-the-way.ts';
import { WatchedRuns } from '../../app/view/watched-runs.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { formatCpuList, parseWholeNumber } from '../../domain/units.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { ProcessContext } from '../../process-context.ts';
import { jsonDocument } from '../../report/json-document.ts';
import type { OutputMode } from '../../ui/choose-view.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';
import { showError } from '../show-error.ts';
import { drawnOnce } from '../view/drawn-once.ts';
import type { ComparisonAsked } from '../view/view-routes.ts';

export function addViewCommand(program: Command, context: CliContext, _outcome: Outcome): void {
  const command = program
    .command('view')
    .argument('[run]', 'id of a run to begin with, or latest; else the list of runs')
    .description(
      'pages of the runs there are, live and afterwards, for a browser on this machine; Ctrl-C ends it',
    )
    .addOption(
      new Option('--port <n>', 'on 127.0.0.1, instead of a free one').argParser((text) =>
        parseWholeNumber(text, 'port', { min: 1, max: 65_535 }),
      ),
    )
    .option('--open', 'open it in the browser');
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (id: string | undefined, flags: ViewFlags) => {
    const { app, process } = context;
    const results =
      given(RUN_SETTINGS.out, { flags: { ...flags }, env: process.env })?.value ?? DEFAULT_RESULTS;
    // Pages are the largest part of the lab: no other command waits for them.
    const { LiveRun } = await import('../view/live-run.ts');
    const { viewRoutes } = await import('../view/view-routes.ts');
    const store = app.store(results);
    const path = await startPath(store, id);
    const place = await getOutOfTheWay(app, (text) => process.stderr.write(`! ${text}\n`));
    const watched = new WatchedRuns(app.follower, app.clock, () => new LiveRun());
    await using pages = await app.pages.listen(
      flags.port ?? 0,
      viewRoutes({
        store,
        results,
        watched,
        reportOf: async (run) => pageOf(await app.drawReport(await readReportedRun(store, run), false)),
        chartsOf: drawnOnce(chartsOf),
        comparisonOf: (request) => comparisonOf(store, request),
        makeRoom: place.moveFor,
      }),
    );
    const url = `${pages.url}${path}`;
    show(process, globalOptions({ ...flags }).output, url, place.cpus);
    const ended = interrupted(process);
    // The pages are there all the same, and the error says where.
    if (flags.open === true) await app.openFile(url).catch((error: unknown) => showError(process, error));
    await ended;
  });
}

interface ViewFlags {
  readonly port?: number;
  readonly open?: boolean;
}

async function chartsOf(record: RunRecord): Promise<string> {
  // Loaded when somebody asks for them: charts are the largest part of the lab.
  return (await import('../../report/html-live/charts-so-far.ts')).chartsSoFar(record);
}

async function comparisonOf(store: RunStore, { a, b, across }: ComparisonAsked): Promise<string> {
  const compared = await compare(store, { a, b, across, gates: [] });
  const [runA, runB] = [await readReportedRun(store, a), await readReportedRun(store, b)];
  const { comparisonFiles } = await import('../../report/html/report-files.ts');
  return pageOf(comparisonFiles({ ...compared, confirmation: null }, runA, runB, false));
}

/** A report is one file; what else there may be are pictures. */
function pageOf(files: ReportFiles): string {
  return Object.entries(files).find(([name]) => name.endsWith('.html'))?.[1] ?? '';
}

async function startPath(store: RunStore, id: string | undefined): Promise<string> {
  if (id === undefined) return '/';
  const folder = await store.idOf(id);
  await store.load(folder);
  // A record that a kill left says `running` for ever; one that is resumed says `interrupted` at first.
  return `/runs/${folder}${(await store.isGoingOn(folder)) ? '/live' : ''}`;
}

function show(
  { stdout, stderr }: ProcessContext,
  output: OutputMode,
  url: string,
  cpus: readonly number[],
): void {
  if (output === 'json') stdout.write(jsonDocument({ schema: 1, kind: 'view', url }));
  else stdout.write(`${url}\n`);
  if (output === 'quiet') return;
  stderr.write(`on CPUs ${formatCpuList(cpus)}; nothing is read while nobody looks. Ctrl-C ends it.\n`);
}

/** The one way this command ends, and no error. One Ctrl-C can arrive twice, so nobody stops listening. */
function interrupted({ onInterrupt }: ProcessContext): Promise<void> {
  return new Promise((resolve) => {
    onInterrupt(() => resolve());
  });
}
