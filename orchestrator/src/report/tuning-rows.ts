import type { TuningEffect, TuningMetric } from '../domain/tuning/tuning-effects.ts';
import type { HeldRate } from '../domain/tuning/tuning-findings.ts';
import { rangeText, ratioText } from './comparison-text.ts';
import { heldWith, type ShownTuning } from './shown-tuning.ts';
import type { Ink } from './text/line.ts';
import { rate } from './text/numbers.ts';

export interface TuningCell {
  readonly text: string;
  readonly ink: Ink;
}

export interface TuningRow {
  readonly setting: string;
  readonly value: string;
  /** Empty of the value that the others are held against. */
  readonly against: string;
  /** One for each metric that was compared. */
  readonly effects: readonly TuningCell[];
  /** Null of a search. */
  readonly heldTo: string | null;
}

const METRIC_TITLES: Readonly<Record<TuningMetric, string>> = {
  cpu: 'CPU per request',
  p99: 'p99',
  capacity: 'capacity',
};

/** What was compared, in the order of columns, with the rate in the title. */
export function tuningMetrics({
  effects,
}: ShownTuning): { readonly metric: TuningMetric; readonly title: string }[] {
  const found = new Map(effects.map(({ metric, ratePerSec }) => [metric, ratePerSec]));
  return [...found].map(([metric, ratePerSec]) => ({
    metric,
    title: ratePerSec === null ? METRIC_TITLES[metric] : `${METRIC_TITLES[metric]} at ${rate(ratePerSec)}`,
  }));
}

/** Of each setting the value that stands, then the others against it. */
export function tuningRows(shown: ShownTuning): TuningRow[] {
  const metrics = tuningMetrics(shown);
  return shown.settings.flatMap(({ setting, against, found }) => [
    {
      setting,
      value: against,
      against: '',
      effects: metrics.map(() => plain('')),
      heldTo: heldText(shown, setting, against),
    },
    ...found.map(({ value, effects }) => ({
      setting,
      value,
      against,
      effects: metrics.map(({ metric }) => cellOf(effects.find((one) => one.metric === metric))),
      heldTo: heldText(shown, setting, value),
    })),
  ]);
}

function heldText(shown: ShownTuning, setting: Parameters<typeof heldWith>[1], value: string): string | null {
  const held = heldWith(shown, setting, value);
  if (held === null) return null;
  const [low, high] = [heldRate(held.lowest), heldRate(held.highest)];
  return low === high ? low : `${low} to ${high}`;
}

function heldRate({ perSec, isLeast }: HeldRate): string {
  if (perSec === 0) return isLeast ? '?' : 'nothing';
  return `${isLeast ? '≥ ' : ''}${rate(perSec)}`;
}

function cellOf(effect: TuningEffect | undefined): TuningCell {
  if (effect === undefined) return plain('?');
  const { ratio, interval, metric } = effect;
  if (interval === null) return plain(`${ratioText(ratio)}×, no interval`);
  const text = `${ratioText(ratio)}× (${rangeText(interval)})`;
  if (interval.verdict !== 'differs') return { text, ink: 'quiet' };
  return { text, ink: ratio < 1 === (metric !== 'capacity') ? 'good' : 'bad' };
}

function plain(text: string): TuningCell {
  return { text, ink: 'plain' };
}
