import { lastLaunches } from '../domain/last-launches.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { sidesOf } from '../domain/side-comparison.ts';
import { variantsOf } from '../domain/tuning/tuning.ts';

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
  if (sidesOf(record) !== null) return nextOfSides(record, `${lab} list${out}`);
  if (asked.scenario === undefined && record.scenario.service !== undefined) return [ownNext(record, out)];
  const scenario = `--scenario ${shellWord(asked.scenario ?? record.scenario.name)}${out}`;
  if (record.state !== 'finished') return [`${lab} run ${scenario} --resume`];
  const broken = lastLaunches(record).find((launch) => launch.state === 'failed');
  if (broken !== undefined) {
    return [`${lab} run ${scenario} ${alone(record, broken.contender)}`];
  }
  const blocks = new Set(record.launches.map((launch) => launch.block)).size;
  const isSearch = record.scenario.policy.kind === 'capacity';
  if (blocks < 2 && (record.contenders.length > 1 || isSearch)) {
    const why = record.contenders.length > 1 ? 'to compare them with intervals' : 'for an interval';
    return [`${lab} ${sameAgain(record, scenario)} --blocks 5    ${why}`];
  }
  return [`${lab} list${out}`];
}

/** Neither a control nor a variant is a name that --only knows. */
function alone({ contenders, tuning }: RunRecord, id: string): string {
  const found = contenders.find((one) => one.id === id);
  const original = found?.control?.of ?? id;
  const values = (tuning === undefined ? [] : variantsOf(tuning)).find((one) => one.id === original)?.values;
  if (tuning === undefined || values === undefined) return `--only ${original}`;
  const set = values.map(({ setting, value }) => `--set ${shellWord(`${setting}=${value}`)}`);
  return [`--only ${shellWord(tuning.of)}`, ...set].join(' ');
}

/** Two versions that `ab` built and removed again: whoever wants more of them has to say the same again. */
function nextOfSides(record: RunRecord, list: string): string[] {
  const { state, command } = record;
  if (state !== 'finished') return [`npm run lab -- ${command.map(shellWord).join(' ')}`];
  if (!wantsBlocks(record)) return [list];
  return [`npm run lab -- ${wordsAgain(command).map(shellWord).join(' ')} --blocks 5    for an interval`];
}

/** A service of one's own that no scenario file describes: its record does, or the command line. */
function ownNext(record: RunRecord, out: string): string {
  if (record.state !== 'finished') return `npm run lab -- run --resume${out}`;
  if (!wantsBlocks(record) || record.supplyAgain.length > 0) return `npm run lab -- list${out}`;
  return `npm run lab -- ${sameAgain(record, '').trim()} --blocks 5    for intervals`;
}

/** Whether more launches would say more: they worked, and there was one of each. */
function wantsBlocks(record: RunRecord): boolean {
  const isBroken = lastLaunches(record).some((launch) => launch.state === 'failed');
  return !isBroken && record.launches.every(({ block }) => block === 1);
}

/** Flags of which the next run has its own; each has a value. */
const OF_THAT_RUN = ['--blocks', '--seed', '--resume'];

/**
 * The command of the run, so that the next one measures the same thing, without `run` and with what the
 * environment had said. Where secrets were taken out of it, or it resumed another one, the scenario alone.
 */
function sameAgain({ command, supplyAgain }: RunRecord, scenario: string): string {
  if (supplyAgain.length > 0 || command.includes('--resume')) return scenario;
  const words = wordsAgain(command);
  if (words[0] === 'tune' || words.some((word) => word.startsWith('--scenario')))
    return words.map(shellWord).join(' ');
  return [scenario, ...words.map(shellWord)].join(' ');
}

/** Without what the next run has of its own. */
function wordsAgain(command: readonly string[]): string[] {
  return command.filter((word, i) => {
    const isOfThatRun = OF_THAT_RUN.some((flag) => word === flag || word.startsWith(`${flag}=`));
    const isItsValue = OF_THAT_RUN.includes(command[i - 1] ?? '');
    return !isOfThatRun && !isItsValue && (i > 0 || word !== 'run');
  });
}

/** A word as a shell takes it back unchanged. */
export function shellWord(word: string): string {
  return /^[\w.,:/=%+~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
