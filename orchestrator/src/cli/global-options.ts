import { type Command, Option } from 'commander';
import { LabError } from '../domain/errors.ts';
import { OUTPUT_MODES, type OutputMode } from '../ui/choose-view.ts';
import type { GlobalOptions } from './cli-context.ts';

/** Adds what every command has, so that each help text shows it; `modes`: its ways to show things. */
export function withGlobalOptions(command: Command, modes: readonly OutputMode[] = OUTPUT_MODES): Command {
  return command
    .addOption(
      new Option('--output <mode>', `how to show it: ${modes.join(', ')}`)
        .default('auto')
        .env('LAB_OUTPUT')
        .argParser((text) => outputMode(text, modes)),
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

function outputMode(text: string, modes: readonly OutputMode[]): OutputMode {
  const mode = modes.find((one) => one === text);
  if (mode !== undefined) return mode;
  const what = text === 'ndjson' ? 'belongs to attack only' : 'is not one there is';
  throw new LabError('LAB_VALUE_INVALID', `--output "${text}" ${what}.`, {
    fix: [`use one of: ${modes.join(', ')}`],
  });
}
