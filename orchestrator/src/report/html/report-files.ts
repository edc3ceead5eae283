import type { ReportedRun } from '../../domain/reported-run.ts';
import type { Chart } from '../charts/chart.ts';
import { CHART_CSS } from '../charts/chart-theme.ts';
import { comparisonCharts } from '../charts/comparison-charts.ts';
import { runCharts } from '../charts/run-charts.ts';
import { standaloneSvg } from '../charts/standalone-svg.ts';
import { launchesLeftOut, timelineCharts } from '../charts/timeline-charts.ts';
import { findings } from '../findings-text.ts';
import type { ShownRunComparison } from '../run-comparison-text.ts';
import { comparisonHtml } from './comparison-page.ts';
import { reportHtml } from './report-page.ts';

type Files = Readonly<Record<string, string>>;

/** `report.html`, and with `svg` its charts as pictures: where pages and charts come together. */
export function reportFiles(run: ReportedRun, svg = false): Files {
  const timelines = timelineCharts(run);
  const charts = [...runCharts(run), ...timelines];
  const page = reportHtml(run, {
    charts,
    chartCss: CHART_CSS,
    findings: findings(run),
    notDrawn: launchesLeftOut(run, timelines),
  });
  return { 'report.html': page, ...(svg ? pictures(charts, '') : {}) };
}

/** The same of two runs. */
export function comparisonFiles(
  shown: ShownRunComparison,
  a: ReportedRun,
  b: ReportedRun,
  svg: boolean,
): Files {
  const charts = comparisonCharts(a, b);
  const name = `compare-${shown.a.id}`;
  const page = comparisonHtml(shown, { charts, chartCss: CHART_CSS });
  return { [`${name}.html`]: page, ...(svg ? pictures(charts, `${name}-`) : {}) };
}

function pictures(charts: readonly Chart[], prefix: string): Files {
  return Object.fromEntries(charts.map((chart) => [`charts/${prefix}${chart.id}.svg`, standaloneSvg(chart)]));
}
