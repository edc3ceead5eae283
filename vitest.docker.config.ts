import { defineConfig } from 'vitest/config';
import { SecondTryReporter } from './scripts/second-try-reporter.ts';

const inCi = process.env['CI'] !== undefined;

/** What needs a Docker engine: real containers, real Compose, real k6, a real InfluxDB. */
export default defineConfig({
  test: {
    include: ['orchestrator/test/docker/**/*.test.ts'],
    // One file at a time: they share an engine, and what they measure shares two cores.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Once, and named where it was needed: scripts/second-try-reporter.ts.
    retry: inCi ? 1 : 0,
    reporters: inCi
      ? ['default', ['json', { outputFile: 'build/test-docker-results.json' }], new SecondTryReporter()]
      : ['default'],
  },
});
