import type { LaunchTimes } from './capacity/budget.ts';
import { stepsAfter } from './capacity/capacity-policy.ts';
import { stepLengthS } from './capacity/step-length.ts';
import { type GeneratorChoice, generatorFor } from './generator-choice.ts';
import type { CapacitySpec, LadderSpec, Scenario } from './scenario.ts';
import { THRESHOLDS } from './thresholds.ts';

/** Seconds a part of a run takes: usually, and when everything goes as slowly as the lab lets it. */
export interface Span {
  readonly expectedS: number;
  readonly worstCaseS: number;
}

export interface TimePlan extends Span {
  readonly launches: number;
}

type Timed = Pick<Scenario, 'step' | 'warmUp' | 'timeoutMs' | 'policy' | 'blocks' | 'objective' | 'service'>;
type TimedCapacity = Omit<Timed, 'policy'> & { readonly policy: CapacitySpec };
type TimedLadder = Omit<Timed, 'policy'> & { readonly policy: LadderSpec };

/** Longest the lab waits for a contender to listen, unless its scenario says otherwise. */
export const READY_TIMEOUT_S = 20;
/** Longest a reset of somebody's own service may take: a dump of some hundred megabytes is read in that time. */
export const RESET_TIMEOUT_S = 120;
/** Four Node workers listen within this on a 2-core machine. */
const START_EXPECTED_S = 1.5;
/** Once before the load and once after it; bounded by the probe's time-out per request. */
const VERIFY: Span = { expectedS: 0.6, worstCaseS: 10 };
/** Whose right answers nobody knows is asked twice, before the load and after it, with a pause between. */
const ASKED_TWICE_S = 2.2;
/** The runtime's graceful timeout of 5 s, then force. */
const STOP: Span = { expectedS: 0.5, worstCaseS: 6 };
/** A container of its own and the longer lead-in of a step that k6 offers. */
const K6_EXTRA_S = 5;
/** A service that holds its objective has drained within this. */
const DRAIN_EXPECTED_S = 0.2;
/** Of a search from a first rate four or five doublings below, and of one that begins at what is known already. */
export const SEARCH_STEPS = { first: 15, later: 10 } as const;

const BUILTIN: GeneratorChoice = { asked: 'builtin', k6CleanLimitPerSec: null };

/** How long a run of a scenario takes with that many contenders, for --dry-run and the live view. */
export function timePlan(
  scenario: Timed,
  contenders: number,
  generator: GeneratorChoice = BUILTIN,
): TimePlan {
  const launches = contenders * scenario.blocks;
  const { policy } = scenario;
  if (policy.kind === 'capacity') {
    const spans = capacitySpans({ ...scenario, policy }, generator);
    const total = (key: keyof Span): number =>
      contenders * (spans.first[key] + (scenario.blocks - 1) * spans.later[key]);
    return { launches, expectedS: total('expectedS'), worstCaseS: total('worstCaseS') };
  }
  const launch = ladderLaunch({ ...scenario, policy }, generator);
  return { launches, expectedS: launch.expectedS * launches, worstCaseS: launch.worstCaseS * launches };
}

/** What launches of a capacity run usually take. */
export function launchTimes(scenario: TimedCapacity, generator: GeneratorChoice = BUILTIN): LaunchTimes {
  const { first, later } = capacitySpans(scenario, generator);
  return { firstS: first.expectedS, laterS: later.expectedS };
}

function ladderLaunch(scenario: TimedLadder, generator: GeneratorChoice): Span {
  const { policy, step } = scenario;
  const rates = policy.ratesPerSec;
  const retries = Math.min(rates.length * THRESHOLDS.invalidRetries.value, THRESHOLDS.launchRetries.value);
  const k6Steps = rates.filter((rate) => generatorFor(generator, rate) === 'k6').length;
  const one = stepSpan(scenario, step.leadInS + step.durationS);
  return added([
    aroundSteps(scenario),
    times(one, rates.length, rates.length + retries),
    times({ expectedS: K6_EXTRA_S, worstCaseS: K6_EXTRA_S }, k6Steps, k6Steps === 0 ? 0 : k6Steps + retries),
  ]);
}

function capacitySpans(
  scenario: TimedCapacity,
  generator: GeneratorChoice,
): { readonly first: Span; readonly later: Span } {
  const { policy, step } = scenario;
  const extraS = generator.asked === 'k6' ? K6_EXTRA_S : 0;
  // Where it will search nobody knows; who begins at a low rate expects one.
  const lengthS = stepLengthS(policy.fromPerSec, step.durationS, scenario.objective);
  const short = stepSpan(scenario, extraS + step.leadInS + lengthS);
  const most = THRESHOLDS.searchStepsMost.value + THRESHOLDS.launchRetries.value + 1;
  const later = added([aroundSteps(scenario), times(short, 1 + SEARCH_STEPS.later, most)]);
  const after = stepsAfter(policy, 1).map(({ durationS, leadIn, purpose }) => {
    const span = stepSpan(scenario, extraS + (leadIn?.durationS ?? step.leadInS) + durationS);
    // Overload leaves work behind that is drained until it times out.
    return purpose === 'overload' || purpose === 'recovery' ? { ...span, expectedS: span.worstCaseS } : span;
  });
  const search = times(short, SEARCH_STEPS.first - SEARCH_STEPS.later, 0);
  return { later, first: added([later, search, ...after]) };
}

/** Longest the lab waits for a contender of this scenario to be ready. */
export function readyTimeoutS({ service }: Pick<Scenario, 'service'>): number {
  return service?.readyTimeoutS ?? READY_TIMEOUT_S;
}

function startSpan(scenario: Pick<Scenario, 'service'>): Span {
  const resetS = (scenario.service?.reset ?? null) === null ? 0 : RESET_TIMEOUT_S;
  return { expectedS: START_EXPECTED_S, worstCaseS: resetS + readyTimeoutS(scenario) };
}

function aroundSteps(scenario: Pick<Timed, 'warmUp' | 'timeoutMs' | 'service'>): Span {
  const { warmUp, timeoutMs } = scenario;
  const { minS, maxS } = warmUp;
  return added([
    startSpan(scenario),
    VERIFY,
    ...(scenario.service === undefined ? [] : [{ expectedS: ASKED_TWICE_S, worstCaseS: ASKED_TWICE_S }]),
    { expectedS: minS + DRAIN_EXPECTED_S, worstCaseS: maxS + timeoutMs / 1000 },
    STOP,
  ]);
}

function stepSpan({ timeoutMs }: Pick<Timed, 'timeoutMs'>, loadS: number): Span {
  return { expectedS: loadS + DRAIN_EXPECTED_S, worstCaseS: loadS + timeoutMs / 1000 };
}

function times({ expectedS, worstCaseS }: Span, expected: number, worst: number): Span {
  return { expectedS: expectedS * expected, worstCaseS: worstCaseS * worst };
}

function added(spans: readonly Span[]): Span {
  return {
    expectedS: spans.reduce((sum, span) => sum + span.expectedS, 0),
    worstCaseS: spans.reduce((sum, span) => sum + span.worstCaseS, 0),
  };
}
