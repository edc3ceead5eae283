import { backlogCheck, ephemeralPortsCheck, memoryCheck, openFilesCheck } from './capacity-checks.ts';
import type { Check, CheckContext } from './check.ts';
import type { CheckResult } from './check-result.ts';
import {
  batteryCheck,
  cpuCountCheck,
  governorCheck,
  loadAverageCheck,
  pinningCheck,
  smtCheck,
  turboCheck,
  virtualMachineCheck,
} from './cpu-checks.ts';
import { composeCheck, engineCheck, imagesCheck, stackPortsCheck } from './docker-checks.ts';
import { diskCheck, resultsCheck } from './folder-checks.ts';
import { leftoversCheck, otherLabCheck } from './neighbour-checks.ts';
import { nodeCheck } from './software-checks.ts';

/** What every run looks at, in the order `doctor` shows it. */
export const CHECKS: readonly Check[] = [
  nodeCheck,
  pinningCheck,
  cpuCountCheck,
  smtCheck,
  virtualMachineCheck,
  governorCheck,
  turboCheck,
  batteryCheck,
  loadAverageCheck,
  memoryCheck,
  openFilesCheck,
  ephemeralPortsCheck,
  backlogCheck,
  resultsCheck,
  diskCheck,
  leftoversCheck,
  otherLabCheck,
];

/** What only `doctor` asks: a run finds out by itself, and says, which runtime it can take. */
export const DOCKER_CHECKS: readonly Check[] = [engineCheck, composeCheck, imagesCheck, stackPortsCheck];

/** Looks at everything; changes nothing. A check that breaks says so as `?` instead of ending the lab. */
export async function runChecks(
  context: CheckContext,
  checks: readonly Check[] = CHECKS,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { id, title, wanted, run } of checks) {
    try {
      const { fix, ...finding } = await run(context);
      results.push({ id, title, wanted, ...finding, fix: fix ?? null });
    } catch (error) {
      const found = `the check failed: ${(error as Error).message}`;
      results.push({ id, title, wanted, severity: '?', found, fix: null });
    }
  }
  return results;
}
