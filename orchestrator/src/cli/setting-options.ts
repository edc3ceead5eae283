import { type Command, Option } from 'commander';
import type { Setting } from '../app/setting.ts';

/**
 * Turns settings into flags. Values stay text here: the settings themselves parse them, so that a
 * flag and its `LAB_*` name cannot mean different things.
 */
export function addSettings(command: Command, settings: Readonly<Record<string, Setting<unknown>>>): Command {
  for (const { flag, help, env, repeatable } of Object.values(settings)) {
    const option = new Option(flag, env === null ? help : `${help} (${env})`);
    if (repeatable) {
      option.argParser((text: string, before?: string) =>
        before === undefined ? text : `${before},${text}`,
      );
    }
    command.addOption(option);
  }
  return command;
}

/** Long flags without their dashes, e.g. `server-cpus`. */
export function flagNames(settings: Readonly<Record<string, Setting<unknown>>>): string[] {
  return Object.values(settings).map(({ flag }) => flag.replace(/^--/, '').replace(/ .*$/, ''));
}
