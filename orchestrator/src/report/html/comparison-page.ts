import { geometricInterval } from '../../domain/mean-interval.ts';
import { ratioOf } from '../../domain/ratio.ts';
import type { RunChange } from '../../domain/run-comparison.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { THRESHOLDS } from '../../domain/thresholds.ts';
import type { Chart } from '../charts/chart.ts';
import { rangeText, ratioText } from '../comparison-text.ts';
import { METRIC_NAMES } from '../run-change-text.ts';
import { comparisonTexts, type ShownRunComparison } from '../run-comparison-text.ts';
import { heading } from '../summary.ts';
import { count, percent, rate, threeDigits } from '../text/numbers.ts';
import { chartsSection } from './charts-section.ts';
import { headline } from './headline.ts';
import { type Html, html } from './html.ts';
import { type HtmlCell, type HtmlRow, htmlTable } from './html-table.ts';
import { page } from './page.ts';
import { banner, listSection, section } from './sections.ts';
import { type Validity, validityOf } from './validity.ts';

export interface ComparisonParts {
  readonly charts: readonly Chart[];
  readonly chartCss: string;
}

/** Two runs as one file: every difference with its interval, and both overlaid. */
export function comparisonHtml(shown: ShownRunComparison, { charts, chartCss }: ComparisonParts): string {
  const { a, b } = shown;
  const { title, texts } = comparisonTexts(shown);
  return page({
    title,
    css: chartCss,
    header: html`<h1>${title}</h1>`,
    main: html`${banner(validityOfBoth(shown))}
${listSection('comparison', 'Comparison', texts)}
${section('differences', 'Every difference', changesTable(shown))}
${chartsSection({ id: 'charts', title: 'Charts', charts, ownerOf: () => null })}
${runSection('a', 'The run before', a)}
${runSection('b', 'The run after', b)}`,
    footer: html`<p>Framework Lab. Everything here is in the run.json of the two runs.</p>`,
  });
}

/** What concerns one run concerns the comparison. */
function validityOfBoth({ a, b, differences }: ShownRunComparison): Validity {
  const across = differences.map(({ what, a: inA, b: inB }) => `${what} differs: ${inA} and ${inB}.`);
  const both = [a, b].map((record) => ({ id: record.id, ...validityOf(record) }));
  const isBad = across.length > 0 || both.some(({ level }) => level === 'bad');
  const isGood = !isBad && both.every(({ level }) => level === 'good');
  return {
    level: isBad ? 'bad' : isGood ? 'good' : 'warn',
    title: isGood ? 'Both runs are whole' : 'Before you believe this comparison',
    sentences: [...across, ...both.flatMap(({ id, sentences }) => sentences.map((text) => `${id}: ${text}`))],
  };
}

function changesTable({ changes }: ShownRunComparison): Html {
  const confidence = percent(THRESHOLDS.comparisonConfidence.value);
  return htmlTable({
    id: 'changes',
    caption: `Geometric means over blocks, each with ${confidence} on its own; the ratio is after to before, and the intervals of all ratios hold at once with ${confidence}`,
    columns: [
      { title: 'contender' },
      { title: 'of' },
      { title: 'at', kind: 'number' },
      { title: 'before', kind: 'number' },
      { title: 'after', kind: 'number' },
      { title: 'ratio', kind: 'number' },
      { title: 'interval', kind: 'number' },
      { title: 'so' },
    ],
    rows: changes.map(changeRow),
  });
}

function changeRow({ contender, metric, ratePerSec, a, b, logs }: RunChange): HtmlRow {
  const ratio = logs === null ? null : ratioOf(logs);
  const unit = metric === 'capacity' ? '/s' : ' µs';
  return {
    contender,
    cells: [
      contender,
      METRIC_NAMES[metric],
      { content: ratePerSec === null ? '-' : rate(ratePerSec), sort: ratePerSec },
      figureCell(a, unit),
      figureCell(b, unit),
      { content: ratio === null ? '?' : ratioText(ratio.ratio), sort: ratio?.ratio ?? null },
      { content: ratio === null ? '?' : rangeText(ratio), sort: ratio?.low ?? null },
      ratio === null ? 'not compared: fewer than two blocks of a run have a number' : VERDICTS[ratio.verdict],
    ],
  };
}

/** `81.2 µs (79.9 to 82.5)`: of one run, on its own. */
function figureCell(values: readonly number[], unit: string): HtmlCell {
  const interval = geometricInterval(values, THRESHOLDS.comparisonConfidence.value);
  if (interval === null) return { content: `${threeDigits(values[0])}${unit}`, sort: values[0] ?? null };
  const { mean, low, high } = interval;
  return { content: `${threeDigits(mean)}${unit} (${threeDigits(low)} to ${threeDigits(high)})`, sort: mean };
}

const VERDICTS = {
  differs: 'differs',
  equivalent: 'equivalent',
  'cannot-be-separated': 'cannot be separated',
} as const;

function runSection(id: string, title: string, record: RunRecord): Html {
  return section(
    `run-${id}`,
    `${title}: ${record.id}`,
    html`<p>${heading(record)}</p>
<p>${headline(record)} ${count(record.steps.length)} steps.</p>
<pre><code>npm run lab -- report ${record.id}
npm run lab -- reproduce ${record.id}</code></pre>`,
  );
}
