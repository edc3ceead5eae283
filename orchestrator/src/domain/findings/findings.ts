import { type CollapseFinding, collapses } from './collapse.ts';
import { type DifferencesFinding, differences } from './differences.ts';
import { type FastErrorsFinding, fastErrors } from './fast-errors.ts';
import type { Findable } from './finding.ts';
import { type GeneratorLimitFinding, generatorLimits } from './generator-limit.ts';
import { type HypothesisFinding, hypotheses } from './hypotheses.ts';
import { type ImbalanceFinding, imbalances } from './imbalance.ts';
import { type NoisyHostFinding, noisyHost } from './noisy-host.ts';
import { type RecyclingFinding, recyclingCosts } from './recycling.ts';
import { type RepeatedLineFinding, repeatedLines } from './repeated-line.ts';
import { type StopsFinding, stops } from './stops.ts';

/** The closed list of kinds; docs/METHODOLOGY.md explains each. */
export type Finding =
  | HypothesisFinding
  | CollapseFinding
  | FastErrorsFinding
  | RepeatedLineFinding
  | StopsFinding
  | DifferencesFinding
  | RecyclingFinding
  | ImbalanceFinding
  | GeneratorLimitFinding
  | NoisyHostFinding;

/** The most important first: what was asked, what breaks a service, what it holds, what that costs, what limited the measurement. */
const RULES: readonly ((run: Findable) => readonly Finding[])[] = [
  hypotheses,
  collapses,
  fastErrors,
  repeatedLines,
  stops,
  differences,
  recyclingCosts,
  imbalances,
  generatorLimits,
  noisyHost,
];

export function findingsOf(run: Findable): Finding[] {
  return RULES.flatMap((rule) => rule(run));
}
