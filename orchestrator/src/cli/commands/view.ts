import { type Command, Option } from 'commander';
import { compare } from '../../app/compare.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { getOutOfTheWay } from '../../app/view/out-of-the-way.ts';
import { WatchedRuns } from '../../app/view/watched-runs.ts';
import { formatCpuList, parseWholeNumber } from '../../domain/units.ts';
import type { RunStore } from '../../ports/run-store.ts';
import type { ProcessContext } from '../../process-context.ts';
import { textPage } from '../../report/html-live/text-page.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { summaryMarkdown } from '../../report/markdown.ts';
import { runComparisonText } from '../../report/run-comparison-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';
import { LiveRun } from '../view/live-run.ts';
import { viewRoutes } from '../view/view-routes.ts';

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
    );
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (id: string | undefined, flags: ViewFlags) => {
    const { app, process } = context;
    const results =
      given(RUN_SETTINGS.out, { flags: { ...flags }, env: process.env })?.value ?? DEFAULT_RESULTS;
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
        reportOf: async (run) => textPage(run, summaryMarkdown(await store.load(run))),
        comparisonOf: async (request) =>
          textPage(
            `${request.b} against ${request.a}`,
            runComparisonText(
              { ...(await compare(store, { ...request, gates: [] })), confirmation: null },
              null,
            ),
          ),
        makeRoom: place.moveFor,
      }),
    );
    show(process, globalOptions({ ...flags }).output === 'json', `${pages.url}${path}`, place.cpus);
    await interrupted(process);
  });
}

interface ViewFlags {
  readonly port?: number;
}

async function startPath(store: RunStore, id: string | undefined): Promise<string> {
  if (id === undefined) return '/';
  const record = await store.load(id);
  return `/runs/${record.id}${record.state === 'running' ? '/live' : ''}`;
}

function show(
  { stdout, stderr }: ProcessContext,
  asJson: boolean,
  url: string,
  cpus: readonly number[],
): void {
  stdout.write(asJson ? jsonDocument({ schema: 1, kind: 'view', url }) : `${url}\n`);
  stderr.write(`on CPUs ${formatCpuList(cpus)}; nothing is read while nobody looks. Ctrl-C ends it.\n`);
}

/** The one way this command ends, and no error. One Ctrl-C can arrive twice, so nobody stops listening. */
function interrupted({ onInterrupt }: ProcessContext): Promise<void> {
  return new Promise((resolve) => {
    onInterrupt(() => resolve());
  });
}
