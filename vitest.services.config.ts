import { suiteConfig } from './scripts/suite-config.ts';

/** Services that are not written for the lab, or that break under load: real processes that run for seconds. */
export default suiteConfig('test-services', {
  include: ['orchestrator/test/services/**/*.test.ts'],
  // They mostly wait for load to have been offered; two at a time disturb each other little.
  maxWorkers: 2,
  testTimeout: 60_000,
  hookTimeout: 60_000,
});
