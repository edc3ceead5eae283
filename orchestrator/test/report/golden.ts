import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';

/** Compares with a file beside the tests; `UPDATE_GOLDEN=1 npm test` writes it anew. Read the diff before you commit. */
export function expectGolden(file: URL, actual: string): void {
  const path = file.pathname;
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  const wanted = existsSync(path)
    ? readFileSync(path, 'utf8')
    : `${path} is missing: UPDATE_GOLDEN=1 npm test\n`;
  expect(actual).toBe(wanted);
}
