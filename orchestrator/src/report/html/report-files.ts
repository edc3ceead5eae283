import type { ReportedRun } from '../../domain/reported-run.ts';
import type { ShownRunComparison } from '../run-comparison-text.ts';
import { comparisonHtml } from './comparison-page.ts';
import { reportHtml } from './report-page.ts';

type Files = Readonly<Record<string, string>>;

/** `report.html`: where pages and charts come together. */
export function reportFiles(run: ReportedRun): Files {
  return { 'report.html': reportHtml(run, { charts: [], chartCss: '', findings: [] }) };
}

export function pictureFiles(_run: ReportedRun): Files {
  return {};
}

export function comparisonFiles(
  shown: ShownRunComparison,
  _a: ReportedRun,
  _b: ReportedRun,
  _svg: boolean,
): Files {
  return { [`compare-${shown.a.id}.html`]: comparisonHtml(shown, { charts: [], chartCss: '' }) };
}
