import type { RunRecord } from '../domain/run-record.ts';
import { capacityRows } from './capacity-rows.ts';
import { capacityHeadline } from './capacity-words.ts';
import { ladderResults } from './ladder.ts';
import { ladderWords } from './ladder-words.ts';
import { cleanText } from './text/clean-text.ts';
import { type Paper, renderLine, span } from './text/line.ts';
import { bytes, percent } from './text/numbers.ts';
import { type Row, tableLines } from './text/table.ts';

/** One run of a results folder; `record` is null where it cannot be read. */
export interface ShownRun {
  readonly id: string;
  readonly bytes: number;
  readonly record: RunRecord | null;
  readonly problem: string | null;
  /** Whether a lab still writes into it; absent: nobody looked. */
  readonly goingOn?: boolean;
}

const PLAIN: Paper = { columns: null, colour: false, unicode: true };

/** The runs there are, with state, validity, size and what each contender held. */
export function listTable(runs: readonly ShownRun[], paper: Partial<Paper> = {}): string {
  const whole = { ...PLAIN, ...paper };
  if (runs.length === 0) return 'no runs yet: npm run lab -- --scenario ramp\n';
  const lines = tableLines(
    [
      { title: 'run' },
      { title: 'state' },
      { title: 'steps', align: 'right' },
      { title: 'invalid', align: 'right' },
      { title: 'size', align: 'right' },
      { title: 'held to, or capacity' },
    ],
    runs.map(rowOf),
  );
  return `${lines.map((line) => renderLine(line, whole)).join('\n')}\n`;
}

/** What the columns say of a run. */
export interface ListedRun {
  readonly id: string;
  readonly state: string;
  readonly steps: string;
  /** Share of the steps. */
  readonly invalid: string;
  readonly size: string;
  readonly headline: string;
}

export function listedRun(run: ShownRun): ListedRun {
  const { id, record } = run;
  const size = bytes(run.bytes);
  if (record === null) {
    return {
      id,
      state: 'unreadable',
      steps: '?',
      invalid: '?',
      size,
      headline: cleanText(run.problem ?? ''),
    };
  }
  const { steps } = record;
  // What a kill left says that it is running.
  const state = record.state === 'running' && run.goingOn === false ? 'killed' : record.state;
  const invalid = steps.filter((step) => step.verdict === 'invalid').length;
  return {
    id,
    state,
    steps: String(steps.length),
    invalid: steps.length === 0 ? '-' : percent(invalid / steps.length),
    size,
    headline: headline(record),
  };
}

function rowOf(run: ShownRun): Row {
  const { id, state, steps, invalid, size, headline } = listedRun(run);
  const ink = run.record === null ? 'bad' : state === 'finished' ? 'plain' : 'warn';
  return [id, span(ink, state), steps, invalid, size, headline];
}

/** `fastify ≥ 10,000/s, koa 5,000/s`: what each held once; of a search its capacities, `fastify 12,300/s ±3%`. */
function headline(record: RunRecord): string {
  if (record.scenario.policy.kind === 'capacity') {
    return capacityRows(record)
      .filter(({ contender }) => contender.role !== 'control')
      .map(capacityHeadline)
      .join(', ');
  }
  return ladderResults(record)
    .filter(({ contender }) => contender.role !== 'control')
    .map((result) => `${result.contender.id} ${ladderWords(result).heldTo}`)
    .join(', ');
}
