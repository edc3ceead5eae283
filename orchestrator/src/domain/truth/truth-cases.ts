import { CASES_OF_BOTTLENECKS } from './cases-of-bottlenecks.ts';
import { CASES_OF_COUNTS } from './cases-of-counts.ts';
import { CASES_OF_LATENCY } from './cases-of-latency.ts';
import { CASES_OF_VERDICTS } from './cases-of-verdicts.ts';
import type { TruthCase } from './truth-case.ts';

/** What `validate` measures by single steps, in its order; before them come CASES_OF_CAPACITY. */
export const TRUTH_CASES: readonly TruthCase[] = [
  ...CASES_OF_LATENCY,
  ...CASES_OF_COUNTS,
  ...CASES_OF_VERDICTS,
  ...CASES_OF_BOTTLENECKS,
];
