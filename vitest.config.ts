import { defineConfig } from 'vitest/config';
import { SecondTryReporter } from './scripts/second-try-reporter.ts';
import { WaitingFirstSequencer } from './scripts/waiting-first-sequencer.ts';

const inCi = process.env['CI'] !== undefined;
/** They compute and leave nothing behind, so a worker can take one after another: half their CPU was starting workers. */
const PURE = ['orchestrator/test/{domain,report,ui,k6,grafana}/**/*.test.ts', 'protocol/test/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'effects',
          include: [
            '{generator,orchestrator}/test/**/*.test.ts',
            'services/*/test/**/*.test.ts',
            'scripts/test/**/*.test.ts',
          ],
          // Those of docker need an engine, those of pages a browser: `npm run test:docker`, `npm run test:page`.
          exclude: ['orchestrator/test/{docker,page}/**', ...PURE],
        },
      },
    ],
    // Tests start real, CPU-bound processes. Most of them wait: three files at a time keep two cores busy.
    maxWorkers: 3,
    sequence: { sequencer: WaitingFirstSequencer },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    // Once, and named where it was needed: scripts/second-try-reporter.ts.
    retry: inCi ? 1 : 0,
    reporters: inCi
      ? ['default', ['json', { outputFile: 'build/test-results.json' }], new SecondTryReporter()]
      : ['default'],
  },
});
