import { z } from 'zod';
import { hypothesisFileSchema, hypothesisOf, hypothesisSlips } from './hypothesis-schema.ts';
import { DEFAULT_OBJECTIVE, parseObjective } from './objective.ts';
import { ownServiceFileSchema, ownServiceOf } from './own-service-schema.ts';
import { rate } from './rate-schema.ts';
import { duration, readBy } from './read-by.ts';
import { plainReadyPath } from './ready-path.ts';
import {
  dataFileSchema,
  dataOf,
  loginFileSchema,
  NAME,
  NAME_RULE,
  requestFileSchema,
  requestOf,
  SERVICE_NAME,
  SERVICE_NAME_RULE,
} from './request-schema.ts';
import type { PolicySpec, Scenario } from './scenario.ts';
import { parsePrecision } from './units.ts';

const rates = z.array(rate).min(1, 'give at least one rate').max(100).describe('Offered one after another.');
const stopAfterFailed = z
  .union([z.int().min(1), z.literal('never')], { error: 'a whole number from 1, or never' })
  .default(2)
  .describe('Failed steps in a row that end a launch; never: every rate is offered.');

/** A whole run; a shorter one has no time for anything. */
const LEAST_BUDGET_MS = 60_000;

const ladder = z.strictObject({ kind: z.literal('ladder'), rates, stopAfterFailed });
const capacity = z.strictObject({
  kind: z.literal('capacity'),
  from: rate.describe('The first rate of every launch; by it CPU per request is compared.'),
  precision: readBy(parsePrecision, 'write it like 5%')
    .default(0.05)
    .describe('Half-width of the intervals at which the run ends before its time, e.g. 5%.'),
  budget: duration('Time for the whole run')
    .refine((ms) => ms >= LEAST_BUDGET_MS, 'a budget is at least 1m')
    .exactOptional(),
  confirm: duration('The long step that confirms what short ones found').default(30_000),
  overload: z
    .strictObject({
      factors: z.array(z.number().gt(1).max(10)).min(1).max(5).default([1.25, 1.5, 2]),
      duration: duration('Length of a step of overload, and of the recovery').default(10_000),
    })
    .prefault({})
    .describe('Multiples of the capacity that are offered once it is found, once a contender.'),
});

/** The form a scenario has in its YAML file; durations and the objective are text with units. */
export const scenarioFileSchema = z
  .strictObject({
    description: z.string().default('').describe('One or two sentences: what this scenario is for.'),
    contenders: z
      .array(z.string().regex(SERVICE_NAME, SERVICE_NAME_RULE))
      .min(1)
      .exactOptional()
      .describe('Which contenders run; the order of launches is seeded. An own command needs none.'),
    service: ownServiceFileSchema
      .exactOptional()
      .describe('A service of your own instead of the contenders of the lab: a command, or a Compose file.'),
    objective: readBy(parseObjective, "write it like 'p99<50ms,errors<0.1%'")
      .default(DEFAULT_OBJECTIVE)
      .describe('What a step must meet to be held, e.g. p99<50ms,errors<0.1%'),
    rates: rates.exactOptional(),
    stopAfterFailed,
    policy: z
      .discriminatedUnion('kind', [ladder, capacity])
      .exactOptional()
      .describe('How rates are chosen, where a list of rates is not enough.'),
    step: z.strictObject({
      duration: duration('Step duration'),
      leadIn: duration('Lead-in')
        .default(1000)
        .describe('Load at the same rate before the step, not counted.'),
    }),
    warmUp: z.strictObject({
      rate: rate.describe('Half of what the contenders are expected to hold.'),
      min: duration('Shortest warm-up').default(10_000),
      max: duration('Longest warm-up').default(20_000),
    }),
    data: dataFileSchema.exactOptional(),
    login: loginFileSchema.exactOptional(),
    requests: z.array(requestFileSchema).min(1),
    blocks: z.int().min(1).max(100).default(1).describe('How often every contender is launched.'),
    pacing: z.enum(['paced', 'poisson']).default('paced').describe('Evenly spaced arrivals, or random ones.'),
    connections: z
      .int()
      .min(1)
      .max(10_000)
      .default(64)
      .describe('Connections of the pool, the same for every contender.'),
    reuse: z
      .enum(['oldest', 'newest'])
      .exactOptional()
      .describe(
        'Which idle connection a request takes: the oldest (all alike), or the newest, as most clients do.',
      ),
    timeout: duration('Timeout').default(5000).describe('From the intended send time.'),
    hypotheses: z
      .array(hypothesisFileSchema)
      .min(1)
      .exactOptional()
      .describe('What was said before: the run confirms it, refines it, or does not confirm it.'),
  })
  .superRefine((file, context) => {
    const refuse = (path: (string | number)[], message: string): void => {
      context.addIssue({ code: 'custom', path, message });
    };
    if ((file.rates === undefined) === (file.policy === undefined)) {
      refuse(
        file.rates === undefined ? [] : ['policy'],
        'give either rates or a policy that chooses them, and not both',
      );
    }
    if (file.step.duration < 1000)
      refuse(['step', 'duration'], 'a step lasts at least 1s: it is judged by whole seconds');
    if (file.warmUp.max < file.warmUp.min) refuse(['warmUp', 'max'], 'max must not be shorter than min');
    if (file.timeout > 60_000) refuse(['timeout'], 'at most 60s, the longest time the histograms tell apart');
    for (const [i, one] of file.requests.entries()) {
      if (file.requests.findIndex((other) => other.name === one.name) < i)
        refuse(['requests', i, 'name'], `the name ${one.name} is taken`);
    }
    const contenders = file.contenders ?? [];
    if (file.contenders === undefined && file.service?.command === undefined)
      refuse(['contenders'], file.service === undefined ? 'is missing' : 'name services of the Compose file');
    if (file.service?.command !== undefined && contenders.length > 1)
      refuse(['contenders'], 'a command is one contender');
    const asked = { rates: file.rates ?? [], contenders };
    for (const slip of hypothesisSlips(file.hypotheses ?? [], asked))
      refuse(['hypotheses', ...slip.path], slip.message);
    for (const [i, id] of contenders.entries()) {
      if (contenders.indexOf(id) < i) refuse(['contenders', i], `${id} stands here twice`);
      if (file.service?.compose === undefined && !NAME.test(id)) refuse(['contenders', i], NAME_RULE);
    }
  });

/** The scenario a file describes, once it has passed `scenarioFileSchema`. */
export function scenarioOf(name: string, file: z.output<typeof scenarioFileSchema>): Scenario {
  const requests = file.requests.map(requestOf);
  const service = file.service === undefined ? null : ownServiceOf(file.service, plainReadyPath(requests));
  return {
    name,
    description: file.description.trim(),
    // A command needs no name; its file's is one where it can be.
    contenders: file.contenders ?? [NAME.test(name) ? name : 'own'],
    objective: file.objective,
    policy: policyOf(file),
    step: { durationS: file.step.duration / 1000, leadInS: file.step.leadIn / 1000 },
    warmUp: { ratePerSec: file.warmUp.rate, minS: file.warmUp.min / 1000, maxS: file.warmUp.max / 1000 },
    requests,
    blocks: file.blocks,
    pacing: file.pacing,
    connections: file.connections,
    ...(file.reuse === undefined ? {} : { reuse: file.reuse }),
    timeoutMs: file.timeout,
    ...(file.hypotheses === undefined ? {} : { hypotheses: file.hypotheses.map(hypothesisOf) }),
    ...(service === null ? {} : { service }),
    ...(file.data === undefined ? {} : { data: dataOf(file.data) }),
    ...(file.login === undefined ? {} : { login: file.login }),
  };
}

function policyOf(file: z.output<typeof scenarioFileSchema>): PolicySpec {
  const policy = file.policy ?? {
    kind: 'ladder',
    rates: file.rates ?? [],
    stopAfterFailed: file.stopAfterFailed,
  };
  if (policy.kind === 'capacity') {
    const { kind, precision, overload } = policy;
    return {
      kind,
      fromPerSec: policy.from,
      precision,
      budgetS: policy.budget === undefined ? null : policy.budget / 1000,
      confirmS: policy.confirm / 1000,
      overload: { factors: overload.factors, durationS: overload.duration / 1000 },
    };
  }
  const { rates: ratesPerSec, stopAfterFailed: after } = policy;
  return { kind: 'ladder', ratesPerSec, stopAfterFailed: after === 'never' ? null : after };
}
