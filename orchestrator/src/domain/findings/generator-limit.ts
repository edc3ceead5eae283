import type { Bottleneck } from '../bottleneck-label.ts';
import { trialOf } from '../capacity/trial.ts';
import type { RunRecord, StepRecord } from '../run-record.ts';
import type { StepPurpose } from '../step-purpose.ts';
import { THRESHOLDS } from '../thresholds.ts';
import { finalStepsByRate } from './final-steps.ts';
import type { Evidence, Findable, Found } from './finding.ts';

/** What a contender is offered to see what it holds: an overload is more than that by intention. */
const LOOKING: readonly StepPurpose[] = ['ladder', 'search', 'compare'];

/** From some rate on the load generator was the limit, and not the service. */
export interface GeneratorLimitFinding
  extends Found<
    'generator-limit',
    Evidence & { readonly fromPerSec: number; readonly steps: number; readonly ofSteps: number }
  > {
  readonly why:
    | { readonly kind: 'label'; readonly bottleneck: Bottleneck }
    | { readonly kind: 'above-clean-limit'; readonly cleanLimitPerSec: number };
}

export function generatorLimits({ record }: Findable): GeneratorLimitFinding[] {
  return [...limitByLabel(record), ...aboveCleanLimit(record)];
}

function limitByLabel(record: RunRecord): GeneratorLimitFinding[] {
  const open = record.contenders
    .flatMap(({ id }) => belowOwnLimit(finalStepsByRate(record, id)))
    .sort((a, b) => a.ratePerSec - b.ratePerSec);
  const limited = open.filter(({ bottleneck }) => bottleneck?.label === 'generator');
  for (const step of limited) {
    const from = step.ratePerSec;
    const [above, limitedAbove] = [open, limited].map((of) =>
      of.filter(({ ratePerSec }) => ratePerSec >= from),
    );
    if (above === undefined || limitedAbove === undefined || step.bottleneck === null) continue;
    if (limitedAbove.length / above.length < THRESHOLDS.generatorLimitShare.value) continue;
    return [
      finding(limitedAbove, above.length, step.bottleneck.evidence, {
        kind: 'label',
        bottleneck: step.bottleneck,
      }),
    ];
  }
  return [];
}

/** Where a contender failed by itself, it is not the generator that keeps it from more. */
function belowOwnLimit(steps: readonly StepRecord[]): StepRecord[] {
  const limit =
    steps.find((step) => trialOf(step).outcome === 'missed')?.ratePerSec ?? Number.POSITIVE_INFINITY;
  return steps.filter(({ purpose, ratePerSec }) => LOOKING.includes(purpose) && ratePerSec < limit);
}

/** Only where k6 alone was asked for: `auto` changes to the built-in generator there. */
function aboveCleanLimit(record: RunRecord): GeneratorLimitFinding[] {
  const limit = record.generator.k6CleanLimitPerSec;
  const byK6 = record.steps.filter(({ final, generator }) => final && generator.name === 'k6');
  const above = limit === null ? [] : byK6.filter(({ ratePerSec }) => ratePerSec > limit);
  if (limit === null || above.length === 0) return [];
  return [
    finding(
      above,
      byK6.length,
      { cleanLimitPerSec: limit },
      { kind: 'above-clean-limit', cleanLimitPerSec: limit },
    ),
  ];
}

function finding(
  steps: RunRecord['steps'],
  ofSteps: number,
  evidence: Evidence,
  why: GeneratorLimitFinding['why'],
): GeneratorLimitFinding {
  const fromPerSec = Math.min(...steps.map(({ ratePerSec }) => ratePerSec));
  return {
    id: 'generator-limit',
    contenders: [...new Set(steps.map(({ contender }) => contender))],
    evidence: { fromPerSec, steps: steps.length, ofSteps, ...evidence },
    chart: 'cpu',
    why,
  };
}
