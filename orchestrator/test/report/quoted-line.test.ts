import { expect, it } from 'vitest';
import { lastWords } from '../../src/adapters/contender/contender-errors.ts';
import type { LogTail } from '../../src/adapters/contender/log-tail.ts';
import { quotedLine } from '../../src/report/quoted-line.ts';

it('quotes a line of a log without the secrets of the URLs in it', () => {
  const line = 'GET /users?page=2&token=s3cret 200, postgres://me:s3cret@db/shop';
  const safe = 'GET /users?page=2&token=[redacted] 200, postgres://[redacted]@db/shop';
  expect(quotedLine(line)).toBe(`"${safe}"`);
  const log = { file: 'a.log', last: () => [line] } as unknown as LogTail;
  expect(lastWords(log)).toEqual([
    ['last', safe],
    ['log', 'a.log'],
  ]);
});
