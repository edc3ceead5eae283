import { describe, expect, it } from 'vitest';
import { commandWords } from '../../src/domain/command-words.ts';

describe('a command as words', () => {
  it.each([
    ['node server.js', ['node', 'server.js']],
    ['  node   "my server.js"\t--name=\'a b\'c ', ['node', 'my server.js', '--name=a bc']],
    ["sh -c 'node a.js | cat && true'", ['sh', '-c', 'node a.js | cat && true']],
    ['node -e "console.log(\\"a\\\\b\\")" \\$HOME', ['node', '-e', 'console.log("a\\b")', '$HOME']],
    ['run \'\' ""', ['run', '', '']],
  ])('%s', (text, words) => {
    expect(commandWords(text)).toEqual(words);
  });

  it.each([
    ['node a.js | cat', '| needs a shell'],
    ['node a.js & node b.js', '& needs a shell'],
    ['node $(which a)', '$( needs a shell'],
    ['node "a.js', 'a " is never closed'],
    ['PORT=3000 node a.js', 'PORT=… before the program'],
    ['   ', 'it names no program'],
  ])('refuses %s', (text, why) => {
    expect(() => commandWords(text)).toThrow(why);
  });
});
