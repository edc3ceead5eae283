import { expect, it } from 'vitest';
import { joinedLines } from '../../src/adapters/builtin/joined-lines.ts';
import { lineSplitter } from '../../src/adapters/contender/lines.ts';

const KB = 1024;

it.each([10, 256 * KB - 1, 256 * KB + 1, 700 * KB])(
  'gives back a document of about %i characters, however it arrives',
  (size) => {
    const documents = ['{"first":1}', JSON.stringify({ text: 'x'.repeat(size) }), '{"last":2}'];
    const bytes = Buffer.from(`${documents.join('\n')}\n`);
    for (const chunkBytes of [4096, 65_536, 100_003, bytes.length]) {
      const heard: string[] = [];
      const splitter = lineSplitter(joinedLines((line) => heard.push(line)));
      for (let at = 0; at < bytes.length; at += chunkBytes)
        splitter.push(bytes.subarray(at, at + chunkBytes));
      expect(heard).toEqual(documents);
    }
  },
);
