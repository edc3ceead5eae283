import { Command } from 'commander';
import { ATTACK_SETTINGS } from '../app/attack-settings.ts';
import { CALIBRATE_SETTINGS } from '../app/calibrate-settings.ts';
import { OWN_SETTINGS } from '../app/own-settings.ts';
import { PROFILE_SETTINGS } from '../app/profile-settings.ts';
import { RUN_SETTINGS } from '../app/run-settings.ts';
import { TUNED_SETTINGS } from '../app/tune-settings.ts';
import { EXIT } from '../domain/exit-codes.ts';
import type { CliContext } from './cli-context.ts';
import { addCommands, COMMAND_NAMES } from './commands.ts';
import { EXAMPLES } from './examples.ts';
import { flagNames } from './setting-options.ts';
import { showError, showFailure } from './show-error.ts';
import { stdoutError } from './stdout-error.ts';
import { refuseSwallowedFlags } from './swallowed-flags.ts';

/** Parses the command line, runs one command, shows its error if it has one. Gives the exit code. */
export async function runCli(context: CliContext): Promise<number> {
  const { process } = context;
  const code = await runCommand(context);
  const failure = await process.stdout.settled();
  if (failure === null) return code;
  const lost = stdoutError(failure);
  // A command that ended by it has said so.
  if (code === lost.exitCode) return code;
  showError(process, lost);
  return lost.exitCode;
}

async function runCommand(context: CliContext): Promise<number> {
  const { argv, stdout } = context.process;
  try {
    const outcome = { exitCode: EXIT.ok as number };
    refuseSwallowedFlags(
      argv,
      context.process.env,
      [
        ...[
          RUN_SETTINGS,
          OWN_SETTINGS,
          TUNED_SETTINGS,
          ATTACK_SETTINGS,
          CALIBRATE_SETTINGS,
          PROFILE_SETTINGS,
        ].flatMap(flagNames),
        'quick',
        'open',
        'svg',
        'a',
        'b',
        'install',
        'gate',
      ],
      COMMAND_NAMES,
    );
    if (argv.length === 0) {
      stdout.write(EXAMPLES);
      return EXIT.ok;
    }
    const words = withImpliedRun(argv);
    const program = buildProgram(context);
    await addCommands(words[0] ?? '', program, context, outcome);
    await program.parseAsync(words, { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    return showFailure(context.process, error);
  }
}

function buildProgram(context: CliContext): Command {
  const program = new Command('lab')
    .description(
      'A benchmark lab for HTTP services: what each sustains under a latency objective, and what stopped it.',
    )
    .usage('[run] --scenario <name> [flags]   or   <command> [flags]')
    .version(context.app.lab.version, '--version', 'version of the lab')
    .helpOption('--help', 'help for a command')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .configureOutput({ writeOut: (text) => context.process.stdout.write(text), writeErr: () => undefined });
  program.addHelpText(
    'after',
    '\nA leading flag implies run: npm run lab -- --scenario ramp\nExit codes: docs/ERRORS.md',
  );
  return program;
}

/** A leading flag implies `run`, except those of the program itself. */
function withImpliedRun(argv: readonly string[]): string[] {
  const [first = ''] = argv;
  return first.startsWith('-') && first !== '--help' && first !== '--version' ? ['run', ...argv] : [...argv];
}
