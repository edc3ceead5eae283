import { describe, expect, it } from 'vitest';
import { dataTable, MOST_ROWS } from '../../src/domain/data-table.ts';

const file = { name: 'users', file: '/data/users.csv', sha256: null };
const table = (text: string) => dataTable(file, text);

describe('a CSV file of data', () => {
  it('is read as RFC 4180 says', () => {
    const text = '\uFEFFname,age\r\nAda,36\n"Zoë, of ""Zürich""",\r\n\r\n"two\nlines",1';
    expect(table(text)).toEqual({
      name: 'users',
      columns: ['name', 'age'],
      rows: [
        ['Ada', '36'],
        ['Zoë, of "Zürich"', ''],
        ['two\nlines', '1'],
      ],
    });
  });

  it.each([
    ['name\n', 'it has no rows'],
    ['', 'it has no rows'],
    ['a,a\n1,2', 'column "a" of line 1'],
    ['a b\n1', 'column "a b" of line 1'],
    ['a,b\n1,2\n3', 'line 3 has 1 fields, and the first line 2'],
    ['a\n"x\ny"\nb"c', 'in line 4 a quote'],
    ['a\n"never closed', 'in line 2 a quote'],
    ['a\n"closed"too', 'in line 2 a quote'],
    [`a\n${'1\n'.repeat(MOST_ROWS + 1)}`, `it has ${MOST_ROWS + 1} rows`],
  ])('%j is refused', (text, why) => {
    expect(() => table(text)).toThrow(why);
  });
});
