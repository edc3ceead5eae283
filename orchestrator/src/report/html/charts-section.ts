import type { Chart } from '../charts/chart.ts';
import { type Html, html, trusted } from './html.ts';

export interface ChartsSection {
  readonly id: string;
  readonly title: string;
  readonly charts: readonly Chart[];
  /** What a reader has to know of all of them. */
  readonly note?: string | null;
  /** Whose chart it is, where it is one contender's; a filter hides it. */
  readonly ownerOf: (chart: Chart) => string | null;
}

export function chartsSection({ id, title, charts, note = null, ownerOf }: ChartsSection): Html | null {
  if (charts.length === 0) return null;
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${note === null ? null : html`<p>${note}</p>\n`}<div class="charts">
${charts.map((chart) => figure(chart, ownerOf(chart)))}</div>
</section>
`;
}

/** A picture keeps a width at which it can be read; where that is more than there is, it scrolls by itself. */
function figure(chart: Chart, owner: string | null): Html {
  const id = `chart-${chart.id}`;
  const whose = owner === null ? null : html` data-contender="${owner}"`;
  return html`<figure id="${id}"${whose}>
<figcaption><h3 id="${id}-title">${chart.title}</h3><p class="quiet">How to read this: ${chart.howToRead}</p></figcaption>
<div class="scroll" role="group" tabindex="0" aria-labelledby="${id}-title">
<div class="picture" role="img" aria-label="${chart.title}: ${chart.series.join(', ')}">${trusted(chart.svg)}</div>
</div>
</figure>
`;
}
