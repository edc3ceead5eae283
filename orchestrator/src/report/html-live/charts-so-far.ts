import type { RunRecord } from '../../domain/run-record.ts';
import { CHART_CSS } from '../charts/chart-theme.ts';
import { runCharts } from '../charts/run-charts.ts';
import { chartsSection } from '../html/charts-section.ts';
import { html, trusted } from '../html/html.ts';

/**
 * The report's charts of a run that goes on, as a piece of its live page. Its seconds are not read for it: of
 * a long run they are many megabytes, and what they show stands in the report.
 */
export function chartsSoFar(record: RunRecord): string {
  const charts = runCharts({ record, machine: null, timelines: new Map() });
  if (charts.length === 0) return html`<p class="quiet">No step has been judged yet.</p>`.text;
  const section = chartsSection({ id: 'so-far-charts', title: 'So far', charts, ownerOf: () => null });
  return html`<style>${trusted(CHART_CSS)}</style>${section}`.text;
}
