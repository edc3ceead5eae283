import type { LabError } from '../domain/errors.ts';
import type { Warning } from '../domain/run-record.ts';
import { backlogCheck, ephemeralPortsCheck, memoryCheck, openFilesCheck } from './capacity-checks.ts';
import type { Check, CheckContext, CheckResult } from './check.ts';
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
import { diskCheck, resultsCheck } from './folder-checks.ts';
import { leftoversCheck, otherLabCheck } from './neighbour-checks.ts';
import { nodeCheck, runtimeCheck } from './software-checks.ts';

/** In the order `doctor` shows them. */
export const CHECKS: readonly Check[] = [
  nodeCheck,
  runtimeCheck,
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

/** The first thing that forbids a run; null: it may start. */
export function blockingError(results: readonly CheckResult[]): LabError | null {
  return results.find(({ severity }) => severity === '✗')?.error ?? null;
}

/** Everything a reader of the report should know of the machine. */
export function checkWarnings(results: readonly CheckResult[]): Warning[] {
  return results
    .filter(({ severity }) => severity === '!')
    .map(({ id, title, found, wanted }) => ({
      code: `preflight-${id}`,
      message: `${title}: ${found} (wanted: ${wanted})`,
    }));
}
