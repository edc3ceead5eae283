import type { RunRecord, StepRecord } from '../../domain/run-record.ts';
import { finalSteps } from '../ladder.ts';
import { rate } from '../text/numbers.ts';
import { chartText } from './chart-text.ts';
import { type Mark, markOf } from './mark.ts';

/** A contender of a run as the charts know it. */
export interface Drawn {
  readonly record: RunRecord;
  readonly id: string;
  readonly name: string;
  readonly mark: Mark;
  /** Its steps that count, by rate. */
  readonly steps: readonly StepRecord[];
}

/** In the order of the record, which ranks nobody; those without any step that counts are left out. */
export function drawnContenders(record: RunRecord): Drawn[] {
  return record.contenders
    .map(({ id }, position) => ({
      record,
      id,
      name: chartText(id),
      mark: markOf(position),
      steps: countingSteps(record, id),
    }))
    .filter(({ steps }) => steps.length > 0);
}

/**
 * The attempts that count, of launches that answered rightly. Not those for recovery: what follows an
 * overload says nothing of its rate.
 */
function countingSteps(record: RunRecord, contender: string): StepRecord[] {
  const wrong = new Set(
    record.launches.flatMap(({ launch, contract }) => (contract === 'failed' ? [launch] : [])),
  );
  return finalSteps(record, contender)
    .filter(({ purpose, launch }) => purpose !== 'recovery' && !wrong.has(launch))
    .sort((a, b) => a.ratePerSec - b.ratePerSec || a.launch - b.launch || a.index - b.index);
}

export type Figure = (step: StepRecord) => number | null;

/**
 * Of each rate the middle launch's figure, of an even number the higher one: one that was measured, since
 * percentiles are never averaged. Steps whose measurement went wrong say nothing of the service.
 */
export function middleByRate(steps: readonly StepRecord[], figure: Figure): [number, number][] {
  const valid = steps.filter(({ verdict }) => verdict !== 'invalid');
  return [...Map.groupBy(valid, ({ ratePerSec }) => ratePerSec)].flatMap(([ratePerSec, here]) => {
    const values = here.flatMap((step) => figure(step) ?? []).sort((a, b) => a - b);
    const middle = values[Math.floor(values.length / 2)];
    return middle === undefined ? [] : [[ratePerSec, middle] as [number, number]];
  });
}

/** `koa at 8,000/s: p99 12.3 ms, failed (latency), block 2`. */
export function stepTip({ name, record }: Drawn, step: StepRecord, figure: string): string {
  const { verdict, reason, ratePerSec, block } = step;
  const why = verdict === 'held' ? '' : ` (${reason})`;
  const which = record.scenario.blocks > 1 ? `, block ${block}` : '';
  return `${name} at ${rate(ratePerSec)}: ${figure}, ${verdict}${why}${which}`;
}
