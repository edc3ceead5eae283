import { suiteConfig } from './scripts/suite-config.ts';

/** What offers real load for seconds: the lab against services whose truth is known, and what is left when it ends in the middle. */
export default suiteConfig('test-truth', {
  include: ['orchestrator/test/truth/**/*.test.ts'],
  // They mostly wait for load to have been offered; two at a time disturb each other little.
  maxWorkers: 2,
  testTimeout: 60_000,
  hookTimeout: 60_000,
});
