import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { SecondTryReporter } from './second-try-reporter.ts';

const inCi = process.env['CI'] !== undefined;

/** What every suite of tests has: processes of its own, and in CI a second try that is named. */
export function suiteConfig(name: string, test: NonNullable<ViteUserConfig['test']>): ViteUserConfig {
  return defineConfig({
    test: {
      pool: 'forks',
      // Once, and named where it was needed: scripts/second-try-reporter.ts.
      retry: inCi ? 1 : 0,
      reporters: inCi
        ? ['default', ['json', { outputFile: `build/${name}-results.json` }], new SecondTryReporter()]
        : ['default'],
      ...test,
    },
  });
}
