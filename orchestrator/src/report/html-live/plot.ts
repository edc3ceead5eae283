import { type Html, html } from '../html/html.ts';

/** One line of a picture. */
export interface Series {
  readonly name: string;
  /** 1 to 6: its colour, the same wherever it means the same. */
  readonly ink: number;
  /** One per second that is shown; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface Plot {
  readonly title: string;
  readonly series: readonly Series[];
  /** When each value was, ms before now. */
  readonly agesMs: readonly number[];
  readonly spanMs: number;
  /** Which of the seconds count. */
  readonly counts: readonly boolean[];
  readonly scale: Scale;
  readonly format: (value: number | null) => string;
  /** A line across, e.g. the objective. */
  readonly limit: number | null;
}

/** From a value to 0 (the ground) to 1. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

const WIDTH = 600;
const HEIGHT = 120;
const LEFT = 52;
const TOP = 8;
const BOTTOM = 14;
/** Two seconds without a value between them are two lines. */
const GAP_MS = 2500;

/** From nothing to a round number above all of them. */
export function linearScale(values: readonly (number | null)[], least: number): Scale {
  const most = Math.max(least, ...known(values));
  const unit = 10 ** Math.floor(Math.log10(most));
  const top = ([1, 2, 3, 4, 6, 8].find((step) => step * unit >= most) ?? 10) * unit;
  return { at: (value) => value / top, ticks: [0, top / 2, top] };
}

/** Whole decades; what is nothing lies on the ground. */
export function logScale(values: readonly (number | null)[], least: number, most: number): Scale {
  const all = known(values).filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(least, ...all)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(most, ...all))));
  const at = (value: number): number => (value <= 0 ? 0 : (Math.log10(value) - low) / (high - low));
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)) };
}

/** A picture of the last minutes, its newest values as text beside it. */
export function plotFigure(plot: Plot): Html {
  const { title, series, scale, format, limit, spanMs } = plot;
  const last = series.map(({ name, ink, values }) => ({ name, ink, text: format(values.at(-1) ?? null) }));
  const label = `${title}, now: ${last.map(({ name, text }) => `${name} ${text}`).join(', ')}`;
  return html`<figure><figcaption>${title}</figcaption>
<p class="legend">${last.map(({ name, ink, text }) => html`<span class="s${ink}">${name} ${text}</span>`)}</p>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
${bands(plot)}${scale.ticks.map((tick) => html`<path class="rule" d="M${LEFT} ${y(scale, tick)}H${WIDTH}"/><text x="${LEFT - 4}" y="${y(scale, tick) + 3}" text-anchor="end">${format(tick)}</text>`)}${
  limit === null ? '' : html`<path class="limit" d="M${LEFT} ${y(scale, limit)}H${WIDTH}"/>`
}
${series.map((one) => html`<path class="s${one.ink}" d="${pathOf(one, plot)}"/>`)}
<text x="${LEFT}" y="${HEIGHT - 2}">${Math.round(spanMs / 60_000)} min ago</text><text x="${WIDTH}" y="${HEIGHT - 2}" text-anchor="end">now</text>
</svg></figure>
`;
}

/** Behind the seconds that do not count. */
function bands({ agesMs, counts, spanMs }: Plot): Html[] {
  const found: { from: number; to: number }[] = [];
  agesMs.forEach((age, i) => {
    if (counts[i] === true) return;
    const [from, to] = [x(age + 1000, spanMs), x(age, spanMs)];
    const last = found.at(-1);
    if (last !== undefined && from - last.to <= 1) last.to = to;
    else found.push({ from, to });
  });
  return found.map(
    ({ from, to }) =>
      html`<rect x="${from}" y="${TOP}" width="${to - from}" height="${HEIGHT - TOP - BOTTOM}"/>`,
  );
}

function pathOf({ values }: Series, { agesMs, spanMs, scale }: Plot): string {
  let path = '';
  let before: number | null = null;
  values.forEach((value, i) => {
    const age = agesMs[i] as number;
    if (value === null) {
      before = null;
      return;
    }
    const isNew: boolean = before === null || before - age > GAP_MS;
    // A second that stands alone would be a line without length: it is drawn a second wide.
    path += isNew ? `M${x(age + 1000, spanMs)} ${y(scale, value)}L` : ' ';
    path += `${x(age, spanMs)} ${y(scale, value)}`;
    before = age;
  });
  return path;
}

/** Whole numbers: a third of the bytes, and finer than most screens. */
function x(ageMs: number, spanMs: number): number {
  return Math.round(Math.max(LEFT, WIDTH - (ageMs / spanMs) * (WIDTH - LEFT)));
}

function y(scale: Scale, value: number): number {
  const share = Math.min(1, Math.max(0, scale.at(value)));
  return Math.round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM));
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
