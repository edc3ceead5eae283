import type { Contestant, CurvePoint, HeldRate, OrderOverCurve } from '../domain/capacity-curve.ts';
import { formatQuantile } from '../domain/objective.ts';
import { pad } from './text/display-width.ts';
import { type Line, span } from './text/line.ts';
import { rate } from './text/numbers.ts';
import { sparkline } from './text/sparkline.ts';
import { type Column, tableLines } from './text/table.ts';

/** Capacity over objectives as a table, neighbours that are alike in one row, and as a bar chart. */
export function curveLines(contestants: readonly Contestant[], curve: readonly CurvePoint[]): Line[] {
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return [];
  const quantile = formatQuantile(first.objective.quantile);
  const columns: Column[] = [
    { title: `${quantile} <`, align: 'right' },
    ...contestants.map(({ id }): Column => ({ title: id, align: 'right' })),
  ];
  const names = Math.max(...contestants.map(({ id }) => id.length), 0);
  const top = Math.max(0, ...curve.flatMap(({ held }) => held.map((one) => one?.perSec ?? 0)));
  return [
    [span('strong', `highest rate held, by the ${quantile} that is asked for`)],
    ...tableLines(
      columns,
      alike(curve).map(({ from, to, held }) => [spanOfMs(from, to), ...held.map(heldWords)]),
    ),
    [],
    [
      span(
        'quiet',
        `from ${ms(first.objective.latencyMs)} to ${ms(last.objective.latencyMs)}, log scale; a full bar is ${rate(top)}`,
      ),
    ],
    ...contestants.map(({ id }, i): Line => {
      const rates = curve.map(({ held }) => held[i]?.perSec ?? null);
      return [`${pad(id, names)}  `, span('accent', sparkline(rates, rates.length, top))];
    }),
  ];
}

/** Where the order turns round, in sentences. */
export function orderSentences(
  contestants: readonly Contestant[],
  { known, flips }: OrderOverCurve,
  rankable: boolean,
): string[] {
  if (contestants.length < 2) return [];
  if (!rankable)
    return ['order: nothing here may be ranked; server and load shared CPUs or could not be pinned.'];
  if (!known) return ['order: nobody is known to be ahead at any of these objectives.'];
  if (flips.length === 0) {
    return [
      'order: it never flips over these objectives. As the steps of this run show it; differences are not tested.',
    ];
  }
  return [
    ...flips.map(
      ({ aheadBefore, aheadAfter, fromMs, toMs }) =>
        `order: ${aheadBefore} is ahead of ${aheadAfter} up to ${ms(fromMs)}, ${aheadAfter} from ${ms(toMs)} on.`,
    ),
    'As the steps of this run show it; differences are not tested.',
  ];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly held: CurvePoint['held'];
}

function alike(curve: readonly CurvePoint[]): Stretch[] {
  const stretches: Stretch[] = [];
  for (const { objective, held } of curve) {
    const last = stretches.at(-1);
    const same =
      last !== undefined && held.every((one, i) => heldWords(one) === heldWords(last.held[i] ?? null));
    const stretch = { from: same ? last.from : objective.latencyMs, to: objective.latencyMs, held };
    if (same) stretches.pop();
    stretches.push(stretch);
  }
  return stretches;
}

function heldWords(held: HeldRate | null): string {
  if (held === null) return '?';
  if (held.perSec === 0) return '-';
  return `${held.atLeast ? '≥ ' : ''}${rate(held.perSec)}`;
}

function spanOfMs(from: number, to: number): string {
  return from === to ? ms(from) : `${number(from)} to ${ms(to)}`;
}

function ms(value: number): string {
  return `${number(value)} ms`;
}

/** The objective as it is, since it is what was asked for. */
function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 3 });
}
