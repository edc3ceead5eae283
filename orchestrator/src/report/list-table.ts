import type { RunRecord } from '../domain/run-record.ts';
import { capacityRows } from './capacity-rows.ts';
import { capacityHeadline } from './capacity-words.ts';
import { ladderResults } from './ladder.ts';
import { cleanText } from './text/clean-text.ts';
import { type Paper, renderLine, span } from './text/line.ts';
import { bytes, percent, rate } from './text/numbers.ts';
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

function rowOf(run: ShownRun): Row {
  if (run.record === null) {
    return [run.id, span('bad', 'unreadable'), '?', '?', bytes(run.bytes), cleanText(run.problem ?? '')];
  }
  const { steps } = run.record;
  // What a kill left says that it is running.
  const state = run.record.state === 'running' && run.goingOn === false ? 'killed' : run.record.state;
  const invalid = steps.filter((step) => step.verdict === 'invalid').length;
  return [
    run.id,
    state === 'finished' ? state : span('warn', state),
    String(steps.length),
    steps.length === 0 ? '-' : percent(invalid / steps.length),
    bytes(run.bytes),
    headline(run.record),
  ];
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
    .map(({ contender, heldTo }) => {
      const held = heldTo === null ? '-' : `${heldTo.top ? '≥ ' : ''}${rate(heldTo.ratePerSec)}`;
      return `${contender.id} ${held}`;
    })
    .join(', ');
}
