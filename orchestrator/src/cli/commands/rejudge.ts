import { join } from 'node:path';
import type { Command } from 'commander';
import { rejudgeRun } from '../../app/rejudge.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { rejudgedDocument, rejudgedText } from '../../report/rejudged-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { stdoutPaper } from '../paper.ts';
import { addSettings } from '../setting-options.ts';

export function addRejudgeCommand(program: Command, context: CliContext, _outcome: Outcome): void {
  const command = program
    .command('rejudge')
    .argument('[run]', 'id of a run', 'latest')
    .description('judge a stored run under another objective, and draw capacity over objectives; no load');
  addSettings(command, { slo: RUN_SETTINGS.slo, out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (id: string, flags: Record<string, unknown>) => {
    const from = { flags, env: context.process.env };
    const results = given(RUN_SETTINGS.out, from)?.value ?? DEFAULT_RESULTS;
    const objective = given(RUN_SETTINGS.slo, from)?.value ?? null;
    const globals = globalOptions(flags);
    const rejudged = await rejudgeRun(context.app.store(results), id, objective);
    const { stdout } = context.process;
    if (globals.output === 'json') stdout.write(jsonDocument(rejudgedDocument(rejudged)));
    else if (globals.output !== 'quiet') {
      const folder = join(results, rejudged.record.id);
      stdout.write(rejudgedText(rejudged, { ...stdoutPaper(context.process, globals), folder }));
    }
  });
}
