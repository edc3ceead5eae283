import type { Command } from 'commander';
import { setUp, setupStates, undoSetup } from '../../app/setup.ts';
import { jsonDocument } from '../../report/json-document.ts';
import { setupText, undoneText } from '../../report/setup-text.ts';
import type { CliContext, Outcome } from '../cli-context.ts';
import { globalOptions, withGlobalOptions } from '../global-options.ts';
import { showing } from '../showing.ts';

const EXAMPLES = `
Examples:
  npm run lab -- setup                    who has to be set up, and whether it is; changes nothing
  npm run lab -- setup flask quart        their pinned packages, from the registry that pip knows
  npm run lab -- setup --remove flask     without a name: of all`;

export function addSetupCommand(program: Command, context: CliContext, _outcome: Outcome): void {
  const command = program
    .command('setup [contenders...]')
    .description('make what contenders in Python need to run as processes; without names, show who needs it')
    .option('--remove', 'remove it again');
  command.addHelpText('after', EXAMPLES);
  withGlobalOptions(command).action(async (names: string[], flags: Record<string, unknown>) => {
    const ids = names.flatMap((name) => name.split(',')).filter((name) => name !== '');
    if (flags['remove'] === true) await remove(context, ids, flags);
    else await set(context, ids, flags);
  });
}

async function set(
  context: CliContext,
  ids: readonly string[],
  flags: Record<string, unknown>,
): Promise<void> {
  const { app, process } = context;
  const globals = globalOptions(flags);
  using view = showing(context, globals);
  const states = ids.length === 0 ? await setupStates(app) : await setUp(app, ids, view.listen, view.signal);
  view.close();
  if (globals.output === 'json') process.stdout.write(jsonDocument(states));
  else if (globals.output !== 'quiet') process.stdout.write(setupText(states, view.paper));
}

async function remove(
  { app, process }: CliContext,
  ids: readonly string[],
  flags: Record<string, unknown>,
): Promise<void> {
  const folders = await undoSetup(app, ids);
  const { output } = globalOptions(flags);
  if (output === 'json') process.stdout.write(jsonDocument(folders));
  else if (output !== 'quiet') process.stdout.write(undoneText(folders));
}
