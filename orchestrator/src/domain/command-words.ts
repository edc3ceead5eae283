import { LabError } from './errors.ts';

/** What only a shell would understand; passed on as words it would do something else than meant. */
const SHELL_ONLY = /[|&;<>`]|\$\(/;

/**
 * A command line as words: quotes and backslashes as in a shell, and nothing else of one. What would
 * need a shell is refused by name. Throws LAB_VALUE_INVALID.
 */
export function commandWords(text: string): string[] {
  const words: string[] = [];
  const bare: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
      // Within double quotes a backslash protects these two only, as in a shell.
      else if (quote === '"' && char === '\\' && /["\\]/.test(text.charAt(at + 1))) word += text.charAt(++at);
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\' && at + 1 < text.length) {
      word = (word ?? '') + text.charAt(++at);
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = (word ?? '') + char;
      bare.push(char);
    }
  }
  if (quote !== '') throw unreadable(text, `a ${quote} is never closed`, 'close the quote');
  if (word !== null) words.push(word);
  const shell = SHELL_ONLY.exec(bare.join(''));
  if (shell !== null) {
    throw unreadable(text, `${shell[0]} needs a shell, and none runs it`, `write it as: sh -c '…'`);
  }
  const [first] = words;
  if (first === undefined) throw unreadable(text, 'it names no program', "e.g. 'node server.js'");
  if (/^[A-Za-z_]\w*=/.test(first)) {
    throw unreadable(
      text,
      `${first.split('=')[0]}=… before the program needs a shell, and none runs it`,
      'give it by --service-env NAME=value, or env: of the scenario’s service',
    );
  }
  return words;
}

function unreadable(text: string, why: string, fix: string): LabError {
  return new LabError('LAB_VALUE_INVALID', `The command cannot be read: ${why}.`, {
    seen: [['given', text]],
    fix: [fix],
  });
}
