import { type Command, Option } from 'commander';
import { LabError } from '../domain/errors.ts';
import { OUTPUT_MODES, type OutputMode } from '../ui/choose-view.ts';
import type { GlobalOptions } from './cli-context.ts';

/** Adds what every command has, so that each help text shows it. */
export function withGlobalOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--output <mode>', `how to show it: ${OUTPUT_MODES.join(', ')}`)
        .default('auto')
        .env('LAB_OUTPUT')
        .argParser(outputMode),
    )
    .option('--no-color', 'no colour (NO_COLOR does the same)')
    .option('--verbose', 'stack traces and everything the contenders log');
}

export function globalOptions(options: Record<string, unknown>): GlobalOptions {
  return {
    output: options['output'] as OutputMode,
    color: options['color'] !== false,
    verbose: options['verbose'] === true,
  };
}

function outputMode(text: string): OutputMode {
  const mode = OUTPUT_MODES.find((one) => one === text);
  if (mode !== undefined) return mode;
  throw new LabError('LAB_VALUE_INVALID', `--output "${text}" is not one there is.`, {
    fix: [`use one of: ${OUTPUT_MODES.join(', ')}`],
  });
}
