import { defineConfig } from 'vitest/config';
import { SecondTryReporter } from './scripts/second-try-reporter.ts';

const inCi = process.env['CI'] !== undefined;

/** What needs a Chromium: pages as a person sees them. */
export default defineConfig({
  test: {
    include: ['orchestrator/test/page/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Once, and named where it was needed: scripts/second-try-reporter.ts.
    retry: inCi ? 1 : 0,
    reporters: inCi
      ? ['default', ['json', { outputFile: 'build/test-page-results.json' }], new SecondTryReporter()]
      : ['default'],
  },
});
