import { suiteConfig } from './scripts/suite-config.ts';

/** What needs a Chromium: pages as a person sees them. */
export default suiteConfig('test-page', {
  include: ['orchestrator/test/page/**/*.test.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
});
