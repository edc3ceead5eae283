import { generatorFor, usesK6 } from '../domain/generator-choice.ts';
import type { GeneratorOptions, GeneratorSession } from '../ports/load-generator.ts';
import type { LabParts } from './parts.ts';
import type { RunPlan } from './plan.ts';

/** The generators of one launch, each opened once. */
export interface Sessions extends AsyncDisposable {
  /** The one that warms up: it tells while it goes on, so that warming up ends when it is enough. */
  readonly warmUp: GeneratorSession;
  forRate(ratePerSec: number): GeneratorSession;
}

export async function openSessions(
  plan: RunPlan,
  parts: Pick<LabParts, 'generator'>,
  options: GeneratorOptions,
): Promise<Sessions> {
  await using stack = new AsyncDisposableStack();
  const builtin = stack.use(await parts.generator('builtin').open(options));
  const k6 = usesK6(plan.generator, plan.scenario.policy)
    ? stack.use(await parts.generator('k6').open(options))
    : null;
  const opened = stack.move();
  return {
    warmUp: builtin,
    forRate: (ratePerSec) =>
      generatorFor(plan.generator, ratePerSec) === 'k6' && k6 !== null ? k6 : builtin,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
