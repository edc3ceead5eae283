import type { Command } from 'commander';
import { type RemovalRequest, removeRuns } from '../../app/remove-runs.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { LabError } from '../../domain/errors.ts';
import { parseAgeMs } from '../../domain/units.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { listTable } from '../../report/list-table.ts';
import { removalText } from '../../report/removal-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { stdoutPaper } from '../paper.ts';
import { addSettings } from '../setting-options.ts';

export function addListCommand(program: Command, context: CliContext, _outcome: Outcome): void {
  const command = program
    .command('list')
    .description('show the runs there are, with their headline, size and validity; remove some on request')
    .option('--remove [ids]', 'remove these runs, commas between them; repeatable', collectIds)
    .option('--older-than <age>', 'remove every run that ended longer ago, e.g. 30d, 12h, 8w')
    .option('--dry-run', 'only show what --remove and --older-than would remove');
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action((flags: Record<string, unknown>) => list(context, flags));
}

async function list({ app, process }: CliContext, flags: Record<string, unknown>): Promise<void> {
  const results = given(RUN_SETTINGS.out, { flags, env: process.env })?.value ?? DEFAULT_RESULTS;
  const store = app.store(results);
  const removal = removalRequest(flags);
  const globals = globalOptions(flags);
  const paper = stdoutPaper(process, globals);
  if (removal === null) {
    const listings = await store.list();
    process.stdout.write(globals.output === 'json' ? jsonDocument(listings) : listTable(listings, paper));
    return;
  }
  const removed = await removeRuns(store, removal, app.clock.wallMs());
  if (globals.output === 'json') process.stdout.write(jsonDocument(removed));
  else if (globals.output !== 'quiet') process.stdout.write(removalText(removed, paper));
}

/** Null: nothing is to be removed. `--remove` without ids goes with `--older-than`. */
function removalRequest(flags: Record<string, unknown>): RemovalRequest | null {
  const { remove, olderThan } = flags;
  const ids = Array.isArray(remove) ? remove.map(String) : [];
  const dryRun = flags['dryRun'] === true;
  if (ids.length === 0 && olderThan === undefined) {
    if (!dryRun && remove === undefined) return null;
    throw new LabError('LAB_USAGE', 'Nothing says which runs are to be removed.', {
      fix: ['say which: --remove <id> or --older-than 30d'],
    });
  }
  const olderThanMs = olderThan === undefined ? null : parseAgeMs(String(olderThan), '--older-than');
  return { ids, olderThanMs, dryRun };
}

function collectIds(value: string, previous: unknown): string[] {
  const ids = value.split(',').map((id) => id.trim());
  if (ids.includes('')) {
    throw new LabError('LAB_VALUE_INVALID', `--remove "${value}" names no run.`, {
      fix: ['give ids as npm run lab -- list shows them: --remove <id>,<id>'],
    });
  }
  return [...(Array.isArray(previous) ? previous : []), ...ids];
}
