import { endsBeforeBlock } from '../domain/capacity/budget.ts';
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
  const { step, pacing, blocks } = record.scenario;
  const share = percent(THRESHOLDS.capacityHeldShare.value);
  const confidence = percent(THRESHOLDS.capacityConfidence.value);
  return `${objectiveWords(record)}; capacity: the rate at which ${share} of steps of ${timeSpan(step.durationS)} with ${PACE[pacing]} are held, the geometric mean of the launches; the interval is ${confidence} Student's t over launches within one sitting${blocks > 3 ? ', all looks at it taken together' : ''}.`;
}

function confirmation(rows: readonly CapacityRow[]): string[] {
  const told = rows.flatMap(({ confirmed, contender }) =>
    confirmed === null ? [] : [{ id: contender.id, confirmed }],
  );
  const [first] = told;
  if (first === undefined) return [];
  const share = percent(THRESHOLDS.confirmShare.value);
  const span = timeSpan(first.confirmed.durationS);
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
  const why = {
    precise: `ended after ${done} of at most ${blocks} blocks: every interval is within ± ${percent(policy.precision)}.`,
    budget: `ended after ${done} of ${blocks} blocks: another would not have fitted into ${timeSpan(policy.budgetS)}.`,
    planned: `${done} of ${blocks} blocks.`,
  }[early ?? 'planned'];
  const how =
    record.state === 'finished' ? why : `the run is ${record.state}: ${done} of ${blocks} blocks are whole.`;
  return [how, ...nextGrade(record, policy, done)];
}

function nextGrade(record: RunRecord, policy: CapacitySpec, done: number): string[] {
  const intervals = withoutControls(record.contenders).flatMap(({ id }) => {
    const estimate = estimateOf(record, id);
    return estimate.kind === 'interval' ? [estimate] : [];
  });
  const sd = meanOf(intervals.map((one) => one.sd));
  const next = gradeAbove(gradeOf(Math.max(...intervals.map(({ halfWidth }) => halfWidth))));
  if (sd === null || next === null) return [];
  const largest = Math.max(...intervals.map((one) => one.sd));
  const needed = launchesFor(next.halfWidth, largest, searchResolution(record.scenario));
  const spread = `launches of a contender differed by ${percent(sd)}`;
  if (needed === null) return [`${spread}: grade ${next.grade} for all is out of reach here.`];
  const blocks = Math.max(done + 1, needed);
  const { firstS, laterS } = launchTimes({ ...record.scenario, policy });
  const time = timeSpan((firstS + (blocks - 1) * laterS) * record.contenders.length);
  return [
    `${spread}; grade ${next.grade} for all would take a run of about ${blocks} blocks (${time}): --blocks ${blocks}.`,
  ];
}
