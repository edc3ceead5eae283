import { lacksSecrets, withSecretsOf } from '../domain/redact-scenario.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { Scenario } from '../domain/scenario.ts';

/**
 * The scenario of a record as it can be offered again: secrets that no record keeps are put back from its
 * file, where that is named. Null: some are still missing.
 */
export function recordedScenario(
  { scenario }: Pick<RunRecord, 'scenario'>,
  named: Scenario | null,
): Scenario | null {
  const whole = named === null ? scenario : withSecretsOf(scenario, named);
  return lacksSecrets(whole) ? null : whole;
}
