import { formatQuantile } from '../domain/objective.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { ladderResults, offeredRates } from './ladder.ts';
import { isStoppedByMeasurement } from './ladder-words.ts';
import { offeredBy } from './offered-by.ts';
import { count, percent, rate, timeSpan } from './text/numbers.ts';

/** Of a run whose server and load did not have CPUs of their own. */
export const NOT_RANKABLE = 'Nothing here may be ranked: server and load shared CPUs or could not be pinned.';
export const ONE_LAUNCH_EACH = 'one launch each: this shows what happened once; it does not rank.';
export const PACE = { paced: 'equal distances between requests', poisson: 'Poisson arrivals' } as const;

/** What the figures mean and what they do not; every sentence is true of this record. */
export function runNotes(record: RunRecord): string[] {
  const results = ladderResults(record);
  return [
    `${objectiveWords(record)}; each rate was offered for ${timeSpan(record.scenario.step.durationS)} with ${PACE[record.scenario.pacing]}; percentiles count from the intended send time.`,
    'held to: the highest rate of this ladder with every step up to it held; not a capacity, rates in between were not tried.',
    ...(results.some(({ heldTo, stopped }) => heldTo !== null && isStoppedByMeasurement(stopped))
      ? [
          '≥ with host-noise or generator: what stopped it was the measurement, not the service, which may hold more.',
        ]
      : []),
    ...honesty(record),
    ...generatorNote(record),
    ...(results.some((result) => result.cpuRatio !== null)
      ? [
          `vs bare: server CPU per request against ${yardstickOf(record)} (not ranked) at the highest rate both held.`,
        ]
      : []),
    ...(record.cpus.rankable ? [] : [NOT_RANKABLE]),
    ...invalidShare(record),
  ];
}

/** `held means p99 ≤ 50 ms and errors ≤ 0.1%`. */
export function objectiveWords(record: Pick<RunRecord, 'objective'>): string {
  const { quantile, latencyMs, errorShare } = record.objective;
  return `held means ${formatQuantile(quantile)} ≤ ${latencyMs} ms and errors ≤ ${Number((errorShare * 100).toPrecision(3))}%`;
}

function honesty(record: RunRecord): string[] {
  const blocks = new Set(record.launches.map((launch) => launch.block)).size;
  if (blocks === 0) return [];
  return blocks > 1
    ? [
        `${blocks} blocks of launches: held to is what every launch held, figures are of the launch with the highest p99 there. This table does not rank.`,
      ]
    : [ONE_LAUNCH_EACH];
}

function generatorNote(record: RunRecord): string[] {
  const by = offeredBy(record);
  if (by === null) return [];
  return [
    'by: the load generator of a rate, the same for every contender. k6 is about 0.5 ms late for every request, and that is in its latency; it cannot queue, so it has as many connections as the pool or as arrive in 0.1 s, and an arrival that found all of them busy counts as an error of the service.',
  ];
}

/** The share of attempts that were invalid, in all and by rate: it is always published. Of a search every rate is another. */
export function invalidShare(record: RunRecord): string[] {
  const invalid = record.steps.filter((step) => step.verdict === 'invalid');
  if (record.steps.length === 0) return [];
  if (invalid.length === 0) return [`invalid: none of ${count(record.steps.length)} steps.`];
  const share = `${invalid.length} of ${record.steps.length} attempts (${percent(invalid.length / record.steps.length)})`;
  const rates = record.scenario.policy.kind === 'ladder' ? [...new Set(offeredRates(record))] : [];
  const byRate = rates.flatMap((perSec) => {
    const at = record.steps.filter((step) => step.ratePerSec === perSec);
    const bad = at.filter((step) => step.verdict === 'invalid');
    return bad.length === 0 ? [] : [`${bad.length} of ${at.length} at ${rate(perSec)}`];
  });
  const left = invalid.filter((step) => step.final).length;
  const retried = left === 0 ? 'all were offered again' : `${left} stayed invalid`;
  return [
    `invalid: ${[`${share}, ${retried}`, ...(byRate.length === 0 ? [] : [byRate.join(', ')])].join('; ')}.`,
  ];
}

/** Warnings once each, with how often they came. */
export function warningLines(record: Pick<RunRecord, 'warnings'>): string[] {
  const byMessage = Map.groupBy(record.warnings, (warning) => warning.message);
  return [...byMessage].map(([message, same]) =>
    same.length > 1 ? `${message} (${same.length} times)` : message,
  );
}

function yardstickOf(record: RunRecord): string {
  return record.contenders.find((contender) => contender.role === 'yardstick')?.id ?? '?';
}
