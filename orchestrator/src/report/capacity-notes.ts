import { endsBeforeBlock, launchSeconds } from '../domain/capacity/budget.ts';
import { estimateOf } from '../domain/capacity/contender-capacity.ts';
import { gradeAbove, gradeOf, launchesFor } from '../domain/capacity/grade.ts';
import { searchResolution } from '../domain/capacity/resolution.ts';
import { trialOf } from '../domain/capacity/trial.ts';
import { withoutControls } from '../domain/controls.ts';
import { wholeBlocks } from '../domain/cpu-by-block.ts';
import type { RunRecord, StepRecord } from '../domain/run-record.ts';
import type { CapacitySpec } from '../domain/scenario.ts';
import { meanOf } from '../domain/statistics.ts';
import { THRESHOLDS } from '../domain/thresholds.ts';
import { launchTimes } from '../domain/time-plan.ts';
import { type CapacityRow, capacityRows } from './capacity-rows.ts';
import { invalidShare, NOT_RANKABLE, objectiveWords, PACE } from './run-notes.ts';
import { percent, rate, timeSpan } from './text/numbers.ts';

/** What the figures of a search mean and what they do not; every sentence is true of this record. */
export function capacityNotes(record: RunRecord): string[] {
  const { policy } = record.scenario;
  if (policy.kind !== 'capacity') return [];
  const rows = capacityRows(record);
  return [
    meaning(record),
    ...confirmation(rows),
    ...atLeast(rows),
    ...(rows.some(({ overload }) => overload.length > 0)
      ? [
          `overload: right answers a second, however late within the time-out of ${timeSpan(record.scenario.timeoutMs / 1000)}, as a share of the capacity, in one launch each; recovers in: seconds at half the capacity, straight after ${Math.max(...policy.overload.factors)}× of it, until every second met the objective.`,
        ]
      : []),
    `µs/req and the comparison of CPU: at ${rate(policy.fromPerSec)}, the first rate of every launch.`,
    ...ending(record, policy),
    ...(record.cpus.rankable ? [] : [NOT_RANKABLE]),
    ...invalidShare(record),
  ];
}

function meaning(record: RunRecord): string {
  const { pacing, blocks } = record.scenario;
  const share = percent(THRESHOLDS.capacityHeldShare.value);
  const confidence = percent(THRESHOLDS.capacityConfidence.value);
  return `${objectiveWords(record)}; capacity: the rate at which ${share} of steps of ${spanText(searchLengthsS(record))} with ${PACE[pacing]} are held, the geometric mean of the launches; the interval is ${confidence} Student's t over launches within one sitting${blocks > 3 ? ', all looks at it taken together' : ''}.`;
}

/** Low rates are offered for longer. */
function searchLengthsS({ steps, scenario }: RunRecord): number[] {
  const lengths = steps.filter(({ purpose }) => purpose === 'search').map(({ durationS }) => durationS);
  return lengths.length === 0 ? [scenario.step.durationS] : lengths;
}

function spanText(lengthsS: readonly number[]): string {
  const [least, most] = [Math.min(...lengthsS), Math.max(...lengthsS)];
  return least === most ? timeSpan(least) : `${timeSpan(least)} to ${timeSpan(most)}`;
}

function confirmation(rows: readonly CapacityRow[]): string[] {
  const told = rows.flatMap(({ confirmed, contender }) =>
    confirmed === null ? [] : [{ id: contender.id, confirmed }],
  );
  if (told.length === 0) return [];
  const share = percent(THRESHOLDS.confirmShare.value);
  const span = spanText(told.map(({ confirmed }) => confirmed.durationS));
  const names = (is: (step: StepRecord) => boolean): string =>
    told.flatMap(({ id, confirmed }) => (is(confirmed) ? [id] : [])).join(', ');
  const isHeld = ({ verdict }: StepRecord): boolean => verdict === 'held';
  const isMissed = (step: StepRecord): boolean =>
    step.verdict === 'failed' && trialOf(step).outcome === 'missed';
  const [held, failed] = [names(isHeld), names(isMissed)];
  const open = names((step) => !isHeld(step) && !isMissed(step));
  return [
    `confirmed: ${share} of what its launch had found, for ${span}: ${[
      ...(held === '' ? [] : [`held by ${held}`]),
      ...(failed === '' ? [] : [`NOT held by ${failed}, so its capacity is of short steps only`]),
      ...(open === '' ? [] : [`not decided for ${open}`]),
    ].join('; ')}.`,
  ];
}

function atLeast(rows: readonly CapacityRow[]): string[] {
  return rows.some(({ estimate }) => estimate.kind === 'at-least')
    ? ['≥: that the service was what stopped the search could not be shown, so it may hold more.']
    : [];
}

/** Why it ended when it did, and what the next grade would take. */
function ending(record: RunRecord, policy: CapacitySpec): string[] {
  const done = wholeBlocks(record).length;
  const { blocks } = record.scenario;
  const times = launchTimes({ ...record.scenario, policy });
  const early = done < blocks ? endsBeforeBlock(record, policy, done + 1, times) : null;
  const hasInterval = withoutControls(record.contenders).some(
    ({ id }) => estimateOf(record, id).kind === 'interval',
  );
  const known = hasInterval
    ? `every interval is within ± ${percent(policy.precision)}`
    : 'more would not make a number of what stopped these';
  const why = {
    precise: `ended after ${done} of at most ${blocks} blocks: ${known}.`,
    budget: `ended after ${done} of ${blocks} blocks: another would not have fitted into ${timeSpan(policy.budgetS)}.`,
    planned: `${done} of ${blocks} blocks.`,
  }[early ?? 'planned'];
  const how =
    record.state === 'finished' ? why : `the run is ${record.state}: ${done} of ${blocks} blocks are whole.`;
  return [how, ...nextGrade(record, done)];
}

function nextGrade(record: RunRecord, done: number): string[] {
  const contenders = withoutControls(record.contenders);
  const intervals = contenders.flatMap(({ id }) => {
    const estimate = estimateOf(record, id);
    return estimate.kind === 'interval' ? [{ id, ...estimate }] : [];
  });
  const sd = meanOf(intervals.map((one) => one.sd));
  const next = gradeAbove(gradeOf(Math.max(...intervals.map(({ halfWidth }) => halfWidth))));
  if (sd === null || next === null) return [];
  const largest = Math.max(...intervals.map((one) => one.sd));
  const needed = launchesFor(next.halfWidth, largest, searchResolution(record.scenario));
  const spread = `launches of a contender differed by ${percent(sd)}`;
  // More blocks make no number of what has none.
  const whom = intervals.length === contenders.length ? 'all' : intervals.map(({ id }) => id).join(', ');
  if (needed === null) return [`${spread}: grade ${next.grade} for ${whom} is out of reach here.`];
  const blocks = Math.max(done + 1, needed);
  // By what blocks of this run took: how many steps a search needs the plan only guesses.
  const time = timeSpan(launchSeconds(record, 1) + (blocks - 1) * launchSeconds(record, done));
  return [
    `${spread}; grade ${next.grade} for ${whom} would take a run of about ${blocks} blocks (${time}): --blocks ${blocks}.`,
  ];
}
