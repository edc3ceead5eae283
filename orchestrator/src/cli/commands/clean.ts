import type { Command } from 'commander';
import { clean } from '../../app/clean.ts';
import { DEFAULT_RESULTS, RUN_SETTINGS } from '../../app/run-settings.ts';
import { given } from '../../app/setting.ts';
import { jsonDocument } from '../../report/json-document.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { addSettings } from '../setting-options.ts';

export function addCleanCommand(program: Command, context: CliContext, _outcome: Outcome): void {
  const command = program
    .command('clean')
    .description(
      'end what a lab that is gone left, free its CPUs, remove what its ab, setup or profile left; never touches anything else',
    );
  addSettings(command, { out: RUN_SETTINGS.out });
  withGlobalOptions(command).action(async (flags: Record<string, unknown>) => {
    const out = given(RUN_SETTINGS.out, { flags, env: context.process.env })?.value;
    const ended = await clean(context.app, out ?? DEFAULT_RESULTS);
    const json = globalOptions(flags).output === 'json';
    context.process.stdout.write(json ? jsonDocument(ended) : cleanText(ended));
  });
}

function cleanText(ended: Awaited<ReturnType<typeof clean>>): string {
  if (ended.length === 0) return 'nothing was left running\n';
  return ended
    .map(({ kind, id, what }) => `${kind === 'folder' ? 'removed' : 'ended'} ${kind} ${id}  ${what}\n`)
    .join('');
}
