import type { RunRecord, StepRecord } from '../../domain/run-record.ts';
import { cpuPercent, percent, rate, threeDigits } from '../text/numbers.ts';
import { errorShare, VERDICT_INK, VERDICT_MARK } from '../verdict-words.ts';
import { type Html, html, type Piece } from './html.ts';
import { type HtmlCell, type HtmlColumn, htmlTable } from './html-table.ts';

type StepColumn = HtmlColumn & { readonly cell: (step: StepRecord) => HtmlCell | string };

const number = (
  title: string,
  content: (step: StepRecord) => string,
  sort: (step: StepRecord) => number | null,
) => ({
  title,
  kind: 'number' as const,
  cell: (step: StepRecord): HtmlCell => ({ content: content(step), sort: sort(step) }),
});
const whole = (title: string, value: (step: StepRecord) => number) =>
  number(title, (step) => String(value(step)), value);
const ms = (title: string, value: (step: StepRecord) => number | null) =>
  number(title, (step) => threeDigits(value(step)), value);

/** Every attempt is here, those that a later one replaced as well. */
export function stepsSection(record: RunRecord, charts: ReadonlySet<string>): Html | null {
  if (record.steps.length === 0) return null;
  const columns = columnsOf(record, charts);
  return html`<section aria-labelledby="all-steps">
<h2 id="all-steps">Every step</h2>
<p class="quiet">Percentiles count from the intended send time; cpu is that of the service, of its CPUs. All figures are in steps.csv.</p>
${htmlTable({
  id: 'steps',
  caption: 'Every attempt in the order it was made; a later one replaces what was invalid',
  columns,
  rows: record.steps.map((step) => ({
    contender: step.contender,
    cells: columns.map(({ cell }) => cell(step)),
  })),
})}</section>
`;
}

function columnsOf(record: RunRecord, charts: ReadonlySet<string>): readonly StepColumn[] {
  return [
    { title: 'contender', cell: ({ contender }) => contender },
    whole('block', ({ block }) => block),
    {
      title: 'launch',
      kind: 'number',
      cell: ({ launch }) => ({ content: launchLink(launch, charts), sort: launch }),
    },
    whole('step', ({ index }) => index),
    whole('attempt', ({ attempt }) => attempt),
    { title: 'purpose', cell: ({ purpose }) => purpose },
    number(
      'offered',
      ({ ratePerSec }) => rate(ratePerSec),
      ({ ratePerSec }) => ratePerSec,
    ),
    number(
      'achieved',
      ({ achievedPerSec }) => rate(achievedPerSec),
      ({ achievedPerSec }) => achievedPerSec,
    ),
    ms('p50 ms', ({ latencyMs }) => latencyMs.p50),
    ms('p99 ms', ({ latencyMs }) => latencyMs.p99),
    number('errors', (step) => percent(errorShare(step)), errorShare),
    number(
      'cpu',
      ({ server }) => cpuPercent(server.cpuShare),
      ({ server }) => server.cpuShare,
    ),
    ...dependencyColumns(record),
    { title: 'verdict', cell: verdictCell },
    { title: 'reason', cell: ({ reason }) => reason },
    { title: 'what decided', kind: 'words', cell: ({ detail }) => detail },
    {
      title: 'bottleneck',
      kind: 'words',
      cell: ({ bottleneck }) => (bottleneck === null ? '-' : `${bottleneck.label}: ${bottleneck.sentence}`),
    },
  ];
}

/** One for each service that a contender of the run depends on. */
function dependencyColumns({ steps }: RunRecord): StepColumn[] {
  const services = new Set(steps.flatMap((step) => (step.dependencies ?? []).map(({ service }) => service)));
  const shareOf = (step: StepRecord, name: string): number | null =>
    step.dependencies?.find(({ service }) => service === name)?.cpuShare ?? null;
  return [...services].map((name) =>
    number(
      `${name} cpu`,
      (step) => cpuPercent(shareOf(step, name)),
      (step) => shareOf(step, name),
    ),
  );
}

function verdictCell({ verdict, final }: StepRecord): HtmlCell {
  const replaced = final ? '' : ' (replaced)';
  return { content: `${VERDICT_MARK[verdict]} ${verdict}${replaced}`, ink: VERDICT_INK[verdict] };
}

/** To the seconds of that launch, where they are drawn. */
function launchLink(launch: number, charts: ReadonlySet<string>): Piece {
  const chart = `timeline-${launch}`;
  return charts.has(chart) ? html`<a href="#chart-${chart}">${launch}</a>` : launch;
}
