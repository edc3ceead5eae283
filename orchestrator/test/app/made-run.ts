import { applySettings } from '../../src/app/apply-settings.ts';
import { runScenario } from '../../src/app/run.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { Scenario } from '../../src/domain/scenario.ts';
import { inMemoryLab, type World } from './in-memory-lab.ts';

/** A run of the in-memory lab, as `lab run` would have made it. */
export async function madeRun(results: string, scenario: Scenario, world: World): Promise<RunRecord> {
  const flags = { runtime: 'process', generator: 'builtin' };
  const settings = applySettings(scenario, { flags, env: {} }, () => 7);
  const { record } = await runScenario(
    inMemoryLab(world),
    { settings, results, command: [], supplyAgain: [], resume: null, reproduces: null },
    () => undefined,
    new AbortController().signal,
  );
  return record;
}
