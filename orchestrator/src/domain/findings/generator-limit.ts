import type { Bottleneck } from '../bottleneck-label.ts';
import type { RunRecord } from '../run-record.ts';
import { THRESHOLDS } from '../thresholds.ts';
import type { Evidence, Findable, Found } from './finding.ts';

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
  const final = record.steps.filter((step) => step.final).sort((a, b) => a.ratePerSec - b.ratePerSec);
  const limited = final.filter(({ bottleneck }) => bottleneck?.label === 'generator');
  for (const step of limited) {
    const from = step.ratePerSec;
    const [above, limitedAbove] = [final, limited].map((of) =>
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
