import { lastLaunches } from '../domain/last-launches.ts';
import type { RunRecord } from '../domain/run-record.ts';

/** How the run was asked for, where that is not plain from its record. */
export interface AskedAs {
  /** Scenario as it was given: a name or a file. */
  readonly scenario?: string;
  /** Folder of results where it is not the default. */
  readonly out?: string;
}

/** What a reader of this record would do next, most useful first. */
export function nextCommands(record: RunRecord, asked: AskedAs = {}): string[] {
  const lab = 'npm run lab --';
  const out = asked.out === undefined ? '' : ` --out ${shellWord(asked.out)}`;
  const scenario = `--scenario ${shellWord(asked.scenario ?? record.scenario.name)}${out}`;
  if (record.state !== 'finished') return [`${lab} run ${scenario} --resume`];
  const broken = lastLaunches(record).find((launch) => launch.state === 'failed');
  if (broken !== undefined) {
    // A control is no name that --only knows.
    const control = record.contenders.find(({ id }) => id === broken.contender)?.control;
    return [`${lab} run ${scenario} --only ${control?.of ?? broken.contender}`];
  }
  const blocks = new Set(record.launches.map((launch) => launch.block)).size;
  if (blocks < 2) return [`${lab} ${scenario} --blocks 5    to compare them with intervals`];
  return [`${lab} list${out}`];
}

/** A word as a shell takes it back unchanged. */
export function shellWord(word: string): string {
  return /^[\w.,:/=%+~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
