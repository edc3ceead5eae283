import { type Html, html, type Piece } from '../html/html.ts';
import { listedRun, type ShownRun } from '../list-table.ts';
import { count } from '../text/numbers.ts';
import { pageFrame } from './page-frame.ts';

/** The runs there are, newest first, as `list` words them; any two can be chosen to be compared. */
export function listPage(runs: readonly ShownRun[], folder: string): string {
  const newestFirst = runs.toReversed();
  const main = html`<h1>Runs</h1>
<p class="quiet">${count(runs.length)} in ${folder}</p>
${newestFirst.length === 0 ? html`<p>No runs yet: <code>npm run lab -- --scenario ramp</code></p>` : table(newestFirst)}`;
  return pageFrame('runs', main);
}

function table(runs: readonly ShownRun[]): Html {
  const readable = runs.filter(({ record }) => record !== null);
  const [after, before] = readable;
  const rows = runs.map((run) => row(run, run.id === before?.id, run.id === after?.id));
  return html`<form action="/compare" method="get">
<div class="wide" tabindex="0" role="region" aria-label="runs"><table>
<thead><tr><th>run</th><th>state</th><th class="n">steps</th><th class="n">invalid</th><th class="n">size</th><th>held to, or capacity</th><th>before</th><th>after</th></tr></thead>
<tbody>
${rows}</tbody></table></div>
${readable.length < 2 ? null : html`<button type="submit">Compare the two</button>`}
</form>`;
}

function row(run: ShownRun, isBefore: boolean, isAfter: boolean): Html {
  const { id, state, steps, invalid, size, headline } = listedRun(run);
  return html`<tr><td>${links(run)}</td><td>${state}</td><td class="n">${steps}</td><td class="n">${invalid}</td><td class="n">${size}</td><td>${headline}</td><td>${choice(run, 'a', `${id} before`, isBefore)}</td><td>${choice(run, 'b', `${id} after`, isAfter)}</td></tr>
`;
}

function links({ id, record, goingOn = true }: ShownRun): Piece {
  if (record === null) return id;
  const live = record.state === 'running' && goingOn ? html` · <a href="/runs/${id}/live">live</a>` : null;
  return html`<a href="/runs/${id}">${id}</a>${live}`;
}

function choice({ id, record }: ShownRun, name: 'a' | 'b', label: string, isChosen: boolean): Piece {
  if (record === null) return null;
  const checked = isChosen ? html` checked` : null;
  return html`<input type="radio" name="${name}" value="${id}" aria-label="${label}" required${checked}>`;
}
