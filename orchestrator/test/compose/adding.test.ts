import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './compose-project.ts';

/** The contender that was added by docs/ADDING-A-CONTENDER.md and nothing else. */
const ADDED = 'hono';
/** What tells of it, and would do without it as well. */
const WORDS = /^(docs\/|README\.md$|CHANGELOG\.md$|orchestrator\/test\/compose\/adding\.test\.ts$)/;

it('takes one folder and one block: nothing else knows of the contender that was added', () => {
  const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
    .split('\0')
    .filter((file) => file !== '' && !WORDS.test(file));
  const knowing = tracked.filter(
    (file) => file.includes(ADDED) || new RegExp(`\\b${ADDED}\\b`, 'i').test(textOf(file)),
  );
  const folder = knowing.filter((file) => file.startsWith(`services/${ADDED}/`));
  const elsewhere = knowing.filter((file) => !folder.includes(file));
  expect(elsewhere).toEqual(['docker-compose.yml', 'package-lock.json']);
  expect(folder.map((file) => file.replace(/^services\/\w+\//, '')).sort()).toEqual([
    'Dockerfile',
    'package.json',
    ...['app', 'errors', 'head', 'main', 'routes', 'schemas'].map((name) => `src/${name}.ts`),
  ]);
});

function textOf(file: string): string {
  try {
    return readFileSync(join(ROOT, file), 'latin1');
  } catch {
    // Deleted and not yet committed.
    return '';
  }
}
