import { type GeneratorChoice, generatorFor } from './generator-choice.ts';
import type { Scenario } from './scenario.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Seconds a part of a launch takes: usually, and when everything goes as slowly as the lab lets it. */
export interface Span {
  readonly expectedS: number;
  readonly worstCaseS: number;
}

export interface LaunchPlan extends Span {
  readonly start: Span;
  readonly verify: Span;
  readonly warmUp: Span;
  /** One step: lead-in, load and drain. */
  readonly step: Span;
  readonly steps: number;
  readonly stop: Span;
}

export interface TimePlan extends Span {
  readonly launch: LaunchPlan;
  readonly launches: number;
}

/** Longest the lab waits for a contender to listen. */
export const READY_TIMEOUT_S = 20;
/** Four Node workers listen within this on a 2-core machine. */
const START_EXPECTED_S = 1.5;
/** Once before the load and once after it; bounded by the probe's time-out per request. */
const VERIFY: Span = { expectedS: 0.6, worstCaseS: 10 };
/** The runtime's graceful timeout of 5 s, then force. */
const STOP: Span = { expectedS: 0.5, worstCaseS: 6 };
/** A container of its own and the longer lead-in of a step that k6 offers. */
const K6_EXTRA_S = 5;
/** A service that holds its objective has drained within this. */
const DRAIN_EXPECTED_S = 0.2;

/** How long a run of a scenario takes with that many contenders, for --dry-run and the live view. */
export function timePlan(
  scenario: Pick<Scenario, 'step' | 'warmUp' | 'policy' | 'timeoutMs' | 'blocks'>,
  contenders: number,
  generator: GeneratorChoice = { asked: 'builtin', k6CleanLimitPerSec: null },
): TimePlan {
  const k6Steps = scenario.policy.ratesPerSec.filter((rate) => generatorFor(generator, rate) === 'k6').length;
  const launch = launchPlan(scenario, k6Steps);
  const launches = contenders * scenario.blocks;
  return {
    launch,
    launches,
    expectedS: launch.expectedS * launches,
    worstCaseS: launch.worstCaseS * launches,
  };
}

function launchPlan(
  scenario: Pick<Scenario, 'step' | 'warmUp' | 'policy' | 'timeoutMs'>,
  k6Steps: number,
): LaunchPlan {
  const { step: shape, warmUp: warm, policy } = scenario;
  const timeoutS = scenario.timeoutMs / 1000;
  const steps = policy.ratesPerSec.length;
  const start = { expectedS: START_EXPECTED_S, worstCaseS: READY_TIMEOUT_S };
  const warmUp = { expectedS: warm.minS + DRAIN_EXPECTED_S, worstCaseS: warm.maxS + timeoutS };
  const loadS = shape.leadInS + shape.durationS;
  const step = { expectedS: loadS + DRAIN_EXPECTED_S, worstCaseS: loadS + timeoutS };
  const retries = Math.min(steps * THRESHOLDS.invalidRetries.value, THRESHOLDS.launchRetries.value);
  const fixed = [start, VERIFY, warmUp, STOP];
  return {
    start,
    verify: VERIFY,
    warmUp,
    step,
    steps,
    stop: STOP,
    expectedS: sum(fixed, 'expectedS') + steps * step.expectedS + k6Steps * K6_EXTRA_S,
    worstCaseS:
      sum(fixed, 'worstCaseS') +
      (steps + retries) * step.worstCaseS +
      (k6Steps === 0 ? 0 : k6Steps + retries) * K6_EXTRA_S,
  };
}

function sum(spans: readonly Span[], key: keyof Span): number {
  return spans.reduce((total, span) => total + span[key], 0);
}
