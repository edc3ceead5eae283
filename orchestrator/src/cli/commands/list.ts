import type { Command } from 'commander';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { listTable } from '../../report/list-table.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { stdoutPaper } from '../paper.ts';
import { addSettings } from '../setting-options.ts';

export function addListCommand(program: Command, context: CliContext, _outcome: Outcome): void {
  const command = program
    .command('list')
    .description('show the runs there are, with their headline, size and validity');
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (flags: Record<string, unknown>) => {
    const results = given(RUN_SETTINGS.out, { flags, env: context.process.env })?.value ?? DEFAULT_RESULTS;
    const listings = await context.app.store(results).list();
    const globals = globalOptions(flags);
    const paper = stdoutPaper(context.process, globals);
    context.process.stdout.write(
      globals.output === 'json' ? jsonDocument(listings) : listTable(listings, paper),
    );
  });
}
