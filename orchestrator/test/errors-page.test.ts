import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../src/domain/error-codes.ts';
import { EXIT } from '../src/domain/exit-codes.ts';

const PAGE = readFileSync(new URL('../../docs/ERRORS.md', import.meta.url), 'utf8');
const SECTIONS = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0]?.trim() ?? '', section]),
);
const CODES = Object.keys(ERROR_CODES) as ErrorCode[];
const TEMPLATE = `## LAB_…

What happened, in one sentence.

- **Why:** …
- **What to do:** …
- **Exit code:** …
`;

describe('docs/ERRORS.md', () => {
  test('explains every code', () => {
    const missing = CODES.filter((code) => !SECTIONS.has(code));
    expect(missing, `add a section for each to docs/ERRORS.md:\n\n${TEMPLATE}`).toEqual([]);
  });

  test('explains no code that is not there', () => {
    const unknown = [...SECTIONS.keys()].filter((code) => !(code in ERROR_CODES));
    expect(unknown, 'remove these from docs/ERRORS.md, or add them to domain/error-codes.ts').toEqual([]);
  });

  test('explains no code twice', () => {
    const headings = PAGE.match(/^## \S+/gm) ?? [];
    expect(headings.length).toBe(SECTIONS.size);
  });

  test.each(CODES)('%s: what happened, why, what to do, and the exit code of the code', (code) => {
    const section = SECTIONS.get(code) ?? '';
    const [, what = ''] = section.split('\n\n');
    expect(what, 'the first paragraph says what happened').toMatch(/\S.*[.`]$/);
    for (const label of ['Why', 'What to do']) {
      expect(section, `a line "- **${label}:** …"`).toMatch(
        new RegExp(`^- \\*\\*${label}:\\*\\* \\S.{3,}$`, 'm'),
      );
    }
    const told = /^- \*\*Exit code:\*\* (\d+)$/m.exec(section)?.[1];
    expect(told, 'a line "- **Exit code:** N"').toBe(String(ERROR_CODES[code].exit));
  });

  test('lists every exit code', () => {
    const listed = [...PAGE.matchAll(/^\| (\d+) \|/gm)].map((row) => Number(row[1]));
    expect(listed).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
  });

  test('knows what the start script shows before any Node runs', () => {
    const script = readFileSync(new URL('../../scripts/node.sh', import.meta.url), 'utf8');
    const shown = [...script.matchAll(/✗ (LAB_[A-Z_]+)/g)].map((match) => match[1]);
    expect(shown.length).toBeGreaterThan(0);
    for (const code of shown) expect(CODES).toContain(code);
  });
});
