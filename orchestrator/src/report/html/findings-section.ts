import type { Chart } from '../charts/chart.ts';
import { count, threeDigits } from '../text/numbers.ts';
import { type Html, html } from './html.ts';

/** A conclusion in words, with what it rests on. */
export interface ShownFinding {
  readonly id: string;
  readonly sentence: string;
  /** The numbers by name, units in the names. */
  readonly evidence: Readonly<Record<string, number | null>>;
  /** Id of the chart that shows it; null: none does. */
  readonly chart: string | null;
}

export function findingsSection(findings: readonly ShownFinding[], charts: readonly Chart[]): Html | null {
  if (findings.length === 0) return null;
  return html`<section aria-labelledby="findings">
<h2 id="findings">Findings</h2>
<ul>
${findings.map((finding) => item(finding, charts))}</ul>
</section>
`;
}

function item({ id, sentence, evidence, chart }: ShownFinding, charts: readonly Chart[]): Html {
  const numbers = Object.entries(evidence)
    .map(([name, value]) => `${name} ${Number.isInteger(value) ? count(value) : threeDigits(value)}`)
    .join(', ');
  const seen = numbers === '' ? null : html` <span class="quiet">(${numbers})</span>`;
  const shown = charts.find((one) => one.id === chart);
  const link = shown === undefined ? null : html` <a href="#chart-${shown.id}">Chart: ${shown.title}</a>`;
  return html`<li data-finding="${id}">${sentence}${seen}${link}</li>
`;
}
