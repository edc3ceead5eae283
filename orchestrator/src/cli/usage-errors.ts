import { CommanderError } from 'commander';
import { LabError } from '../domain/errors.ts';

/** `lab smoke`, `lab run smoke`: a word where the lab has none, perhaps a scenario. */
const STRAY_WORD = /^(?:unknown command '|too many arguments for 'run'.* got \d+: )([\w./-]+)/i;

/** commander's refusals in the lab's form; null for help and version, which are no errors. */
export function usageError(error: CommanderError): LabError | null {
  if (error.exitCode === 0) return null;
  const [message = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').match(/Did you mean (.*?)\?/)?.[1];
  const code = error.code === 'commander.unknownOption' ? 'LAB_FLAG_UNKNOWN' : 'LAB_USAGE';
  return new LabError(code, `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`, {
    fix: [
      ...(suggestion === undefined ? strayWord(message) : [`did you mean ${suggestion}?`]),
      'npm run lab -- --help shows every command, npm run lab -- <command> --help its flags',
    ],
  });
}

function strayWord(message: string): string[] {
  const word = STRAY_WORD.exec(message)?.[1]?.replace(/\.+$/, '');
  return word === undefined ? [] : [`for a scenario of that name: npm run lab -- --scenario ${word}`];
}

export function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof CommanderError;
}
