import { defineConfig } from 'vitest/config';
export default defineConfig({ test: { include: ['orchestrator/test/{domain,report,ui,k6,grafana}/**/*.test.ts', 'protocol/test/**/*.test.ts'], isolate: true, pool: 'forks', maxWorkers: 2, setupFiles: ['/root/try/freeze.ts'] } });
