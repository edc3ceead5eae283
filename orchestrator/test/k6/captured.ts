import { readFileSync } from 'node:fs';
import { type K6Summary, readSummary } from '../../src/adapters/k6/k6-summary.ts';
import type { K6Ended } from '../../src/adapters/k6/summary-to-load.ts';

/**
 * What k6 2.2.0 really printed, 3 s each after a lead-in of 1.1 s: `clean` 50/s; `faults` 200/s of
 * two names, weights 3 and 1, with wrong statuses, wrong bodies and answers broken off; `hold` 20/s
 * of a service that answers after 2 s, 10 virtual users; `refused` 20/s where nobody listens.
 */
export function captured(name: 'clean' | 'faults' | 'hold' | 'refused'): K6Summary {
  const line = readFileSync(new URL(`./fixtures/${name}.txt`, import.meta.url), 'utf8');
  const summary = readSummary(line);
  if (summary === null) throw new Error(`no summary in ${name}`);
  return summary;
}

export function ended(more: Partial<K6Ended>): K6Ended {
  return {
    ratePerSec: 20,
    durationS: 3,
    leadInS: 1.1,
    timeoutMs: 5000,
    virtualUsers: 10,
    cpuShare: 0.1,
    use: null,
    aborted: false,
    weights: {},
    ...more,
  };
}
