import { LabError } from './errors.ts';

/**
 * A command line as words, for a program that is started without a shell: quotes and backslashes hold
 * words together as a shell's do, and nothing else means anything. Throws LAB_VALUE_INVALID.
 */
export function commandWords(text: string, flag: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: string | null = null;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (quote === null && /\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if (quote === null && (char === "'" || char === '"')) {
      quote = char;
      word ??= '';
    } else if (char === quote) {
      quote = null;
    } else if (char === '\\' && quote !== "'" && i + 1 < text.length) {
      i += 1;
      word = (word ?? '') + text[i];
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== null) throw unusable(text, flag, `a ${quote} is not closed`);
  if (word !== null) words.push(word);
  if ((words[0] ?? '') === '') throw unusable(text, flag, 'it names no program');
  const asksShell = words.find((one) => /^(&&?|\|\|?|;|>>?|<)$/.test(one));
  if (asksShell === undefined) return words;
  throw unusable(text, flag, `"${asksShell}" means something to a shell, and there is none`);
}

function unusable(text: string, flag: string, why: string): LabError {
  return new LabError('LAB_VALUE_INVALID', `${flag} is no command.`, {
    seen: [
      ['given', text],
      ['why', why],
    ],
    fix: [`write a program and its arguments: ${flag} 'node server.js'; for more, a script of your own`],
  });
}
