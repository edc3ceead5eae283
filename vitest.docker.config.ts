import { suiteConfig } from './scripts/suite-config.ts';

/** What needs a Docker engine: real containers, real Compose, real k6, a real InfluxDB. */
export default suiteConfig('test-docker', {
  include: ['orchestrator/test/docker/**/*.test.ts'],
  // One file at a time: they share an engine, and what they measure shares two cores.
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
});
