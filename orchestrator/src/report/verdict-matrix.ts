import type { RunRecord, StepRecord } from '../domain/run-record.ts';
import { blocksOf, finalSteps, ladderResults, offeredRates } from './ladder.ts';
import { offeredBy } from './offered-by.ts';
import { type Line, span } from './text/line.ts';
import { rate, rateNumber, threeDigits } from './text/numbers.ts';
import { type Cell, type Row, tableLines, widest } from './text/table.ts';
import { VERDICT_INK, VERDICT_MARK } from './verdict-words.ts';

export const MATRIX_LEGEND =
  '✓ held  ✗ failed  ~ undecided  ? invalid  - not offered; p99 in ms from the intended send time, below it the responses achieved per second';

/** One row of the matrix: a contender in a block, and its counted step for every rate of the ladder. */
export interface MatrixRow {
  readonly name: string;
  readonly contender: string;
  readonly steps: readonly (StepRecord | null)[];
}

export function matrixRows(record: RunRecord): MatrixRow[] {
  const rates = offeredRates(record);
  const several = record.launches.some((launch) => launch.block > 1);
  return ladderResults(record).flatMap(({ contender }) =>
    blocksOf(record, contender.id).map((block) => {
      const steps = finalSteps(record, contender.id, block);
      return {
        name: several ? `${contender.id} block ${block}` : contender.id,
        contender: contender.id,
        steps: rates.map((_, i) => steps.find((step) => step.index === i + 1) ?? null),
      };
    }),
  );
}

/** Verdicts per contender and rate, with p99 and the achieved rate; in as many tables as the width asks for. */
export function verdictMatrix(record: RunRecord, columns: number | null): Line[] {
  const rows = matrixRows(record);
  const rates = offeredRates(record);
  const by = offeredBy(record);
  const room = columns ?? Number.POSITIVE_INFINITY;
  const lines: Line[] = [];
  for (let from = 0; from < rates.length; ) {
    let to = rates.length;
    while (to > from + 1 && widest(part(rows, rates, by, from, to)) > room) to--;
    lines.push(...(lines.length > 0 ? [[]] : []), ...part(rows, rates, by, from, to));
    from = to;
  }
  return lines;
}

function part(
  rows: readonly MatrixRow[],
  rates: readonly number[],
  by: readonly string[] | null,
  from: number,
  to: number,
): Line[] {
  const titles = rates.slice(from, to).map((perSec) => ({ title: rate(perSec) }));
  return tableLines(
    [{ title: 'offered' }, ...titles],
    [
      ...(by === null ? [] : [['by', ...by.slice(from, to)].map((text) => span('quiet', text))]),
      ...rows.flatMap((row): Row[] => {
        const steps = row.steps.slice(from, to);
        return [
          [row.name, ...steps.map(verdictCell)],
          [span('quiet', ''), ...steps.map(achievedCell)],
        ];
      }),
    ],
  );
}

function verdictCell(step: StepRecord | null): Cell {
  if (step === null) return span('quiet', '-');
  return span(VERDICT_INK[step.verdict], `${VERDICT_MARK[step.verdict]} ${threeDigits(step.latencyMs.p99)}`);
}

function achievedCell(step: StepRecord | null): Cell {
  if (step === null) return '';
  const why = step.verdict === 'held' ? '' : ` ${step.reason}`;
  return span('quiet', `  ${rateNumber(step.achievedPerSec)}${why}`);
}
