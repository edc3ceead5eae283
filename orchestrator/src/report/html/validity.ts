import { lastLaunches } from '../../domain/last-launches.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { invalidShare, NOT_RANKABLE, ONE_LAUNCH_EACH, warningLines } from '../run-notes.ts';
import { count } from '../text/numbers.ts';

/** How far a run may be believed, in sentences: the first thing a reader sees. */
export interface Validity {
  /** `bad`: something is missing or nothing may be concluded; `warn`: read the sentences first. */
  readonly level: 'good' | 'warn' | 'bad';
  readonly title: string;
  readonly sentences: readonly string[];
}

/** The warning that concerns every figure of a run: domain/interference.ts. */
const OF_ALL_FIGURES = ['interference'];

export function validityOf(record: RunRecord): Validity {
  const bad = [
    ...stateSentences(record),
    ...launchSentences(record),
    ...unmeasuredSentences(record),
    ...rankSentences(record),
  ];
  const warn = [...invalidSentences(record), ...onceSentences(record), ...warningSentences(record)];
  const level = bad.length > 0 ? 'bad' : warn.length > 0 ? 'warn' : 'good';
  const none = record.steps.some(({ verdict }) => verdict === 'invalid') ? [] : invalidShare(record);
  return { level, title: TITLES[level], sentences: [...bad, ...warn, ...none] };
}

const TITLES = {
  good: 'This run is whole',
  warn: 'Before you believe this run',
  bad: 'This run is not whole, or may not be ranked',
} as const;

function stateSentences({ state, steps }: RunRecord): string[] {
  const done = `${count(steps.filter(({ final }) => final).length)} steps count`;
  switch (state) {
    case 'finished':
      return steps.length === 0 ? ['No step was measured: there is nothing to conclude.'] : [];
    case 'running':
      return [`The run goes on, or was killed: ${done} so far.`];
    case 'interrupted':
      return [`The run was interrupted: ${done}, the others were never offered.`];
    case 'failed':
      return [`The run ended in an error: ${done}, the others were never offered.`];
  }
}

/** What concerns one contender does not end the others, so it has to be said here. */
function launchSentences(record: RunRecord): string[] {
  return lastLaunches(record).flatMap(({ contender, block, state, error }) => {
    if (state !== 'failed') return [];
    const why = error === null ? 'the launch failed' : `${error.code}: ${error.message}`;
    return [`${contender} in block ${block}: ${why}`];
  });
}

/** Of those that were offered something: exit code 5 says the same. */
function unmeasuredSentences({ steps }: RunRecord): string[] {
  const byContender = Map.groupBy(
    steps.filter(({ final }) => final),
    ({ contender }) => contender,
  );
  return [...byContender].flatMap(([id, of]) =>
    of.every(({ verdict }) => verdict === 'invalid')
      ? [`${id}: not one step could be measured, so nothing is said about it.`]
      : [],
  );
}

function rankSentences({ cpus }: RunRecord): string[] {
  return cpus.rankable ? [] : [NOT_RANKABLE, ...cpus.notes.map((note) => `CPUs: ${note}.`)];
}

function invalidSentences(record: RunRecord): string[] {
  return record.steps.some(({ verdict }) => verdict === 'invalid') ? invalidShare(record) : [];
}

function onceSentences({ launches }: RunRecord): string[] {
  return new Set(launches.map(({ block }) => block)).size === 1 ? [ONE_LAUNCH_EACH] : [];
}

function warningSentences(record: RunRecord): string[] {
  const ofAll = record.warnings.filter(({ code }) => OF_ALL_FIGURES.includes(code));
  const others = warningLines(record).length - warningLines({ warnings: ofAll }).length;
  return [
    ...warningLines({ warnings: ofAll }),
    ...(others === 0 ? [] : [`warnings further down: ${count(others)}.`]),
  ];
}
