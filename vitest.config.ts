import { suiteConfig } from './scripts/suite-config.ts';
import { WaitingFirstSequencer } from './scripts/waiting-first-sequencer.ts';

/** They compute and leave nothing behind, so a worker can take one after another: half their CPU was starting workers. */
const PURE = ['orchestrator/test/{domain,report,ui,k6,grafana}/**/*.test.ts', 'protocol/test/**/*.test.ts'];
/** Suites of their own: they need an engine, a browser, other services, or a minute of load. */
const APART = ['orchestrator/test/{docker,page,services,truth}/**'];

export default suiteConfig('test', {
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
        exclude: [...APART, ...PURE],
      },
    },
  ],
  // Tests start real, CPU-bound processes. Most of them wait: three files at a time keep two cores busy.
  maxWorkers: 3,
  sequence: { sequencer: WaitingFirstSequencer },
  testTimeout: 30_000,
  hookTimeout: 30_000,
});
