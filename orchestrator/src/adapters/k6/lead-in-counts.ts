import type { LoadCounts } from '@framework-lab/protocol/load';
import { noCounts } from '@framework-lab/protocol/load';
import { brokenOf, k6Counts } from './k6-counts.ts';
import type { K6Summary } from './k6-summary.ts';
import type { K6Step } from './summary-to-windows.ts';

/** `k6/scripts/step.ts` ends the lead-in that long before the step. */
const HAND_OVER_S = 0.1;
/** k6 knows no shorter scenario. */
const SHORTEST_S = 1;

/** What came of the lead-in. Requests that were cut off at its end are errors: they were sent, and nobody waited. */
export function leadInCounts(
  { scenarios, leadInFailures: failures }: K6Summary,
  step: Pick<K6Step, 'ratePerSec' | 'aborted'> & {
    readonly leadInS: number;
    readonly leadInRatePerSec?: number;
  },
): LoadCounts {
  if (step.leadInS - HAND_OVER_S < SHORTEST_S) return noCounts();
  const { iterations, dropped } = scenarios.lead_in;
  const ratePerSec = step.leadInRatePerSec ?? step.ratePerSec;
  const due = step.aborted ? 0 : Math.ceil((step.leadInS - HAND_OVER_S) * ratePerSec - 1e-6);
  const cutOff = Math.max(0, due - iterations - dropped);
  const { unsent = 0 } = failures;
  const broken = brokenOf(failures) + cutOff;
  return k6Counts({ sent: iterations + cutOff - unsent, unsent, dropped, failures, broken });
}
