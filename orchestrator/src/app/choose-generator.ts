import { LabError } from '../domain/errors.ts';
import { type GeneratorChoice, k6Cannot } from '../domain/generator-choice.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { formatRate } from '../domain/units.ts';
import type { RunPlan } from '../lab/plan.ts';
import type { OpenRuntime } from '../ports/runtime.ts';
import { calibrateK6 } from './calibrate-k6.ts';
import type { LabApp } from './lab-app.ts';
import type { TakenRuntime } from './take-runtime.ts';

export interface GeneratorRequest {
  readonly taken: TakenRuntime;
  readonly opened: OpenRuntime;
  readonly plan: RunPlan;
  /** A run whose limit of k6 this one keeps: the one that is resumed, or done again. */
  readonly like: RunRecord | null;
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Which generator offers which rate, decided once for the whole run: what was asked for, or k6 up to
 * the limit that it was calibrated to on these CPUs. A resumed run keeps what it began with, and a
 * reproduction what it reproduces.
 */
export async function chooseGenerator(app: LabApp, request: GeneratorRequest): Promise<GeneratorChoice> {
  const { taken, plan, like, progress } = request;
  const { asked } = plan.generator;
  if (like !== null) {
    return { asked, k6CleanLimitPerSec: like.generator.k6CleanLimitPerSec ?? null };
  }
  if (asked !== 'auto' || !taken.runtime.generators.includes('k6')) {
    return { asked: asked === 'auto' ? 'builtin' : asked, k6CleanLimitPerSec: null };
  }
  const cannot =
    plan.scenario.policy.kind === 'capacity'
      ? 'a search keeps to one generator (--generator k6 makes it k6)'
      : k6Cannot(plan.scenario);
  if (cannot !== null) {
    progress(`${cannot}: the built-in generator offers every rate`);
    return { asked: 'builtin', k6CleanLimitPerSec: null };
  }
  const limit = await calibrateK6(app, request).catch((error: unknown) => {
    if (!(error instanceof LabError) || request.signal.aborted) throw error;
    progress(`k6 could not be calibrated: ${error.message}`);
    return null;
  });
  progress(
    limit === null
      ? 'k6 offered no rate cleanly on these CPUs: the built-in generator offers every rate'
      : `k6 is clean up to ${formatRate(limit)} here: above that the built-in generator offers the load`,
  );
  return { asked, k6CleanLimitPerSec: limit };
}
