import { html } from '../html/html.ts';
import { pageFrame } from './page-frame.ts';

/** Where each part of the live page goes, by the name of its event. */
const LIVE_PARTS = ['status', 'charts', 'launches', 'steps'] as const;
export type LivePart = (typeof LIVE_PARTS)[number];

/** The page of a run while it goes on: empty places that `LIVE_SCRIPT` fills as events come. */
export function livePage(id: string): string {
  const main = html`<p class="quiet" id="connection" role="status" data-events="/runs/${id}/events">connecting</p>
<noscript><p>Without JavaScript this page cannot follow the run: <a href="/runs/${id}">the report so far</a>.</p></noscript>
${LIVE_PARTS.map((name) => html`<section id="${name}" aria-label="${name}"></section>\n`)}<details id="so-far" data-charts="/runs/${id}/charts">
<summary>The report’s charts, of the steps so far</summary>
<div></div>
</details>
<p><a href="/runs/${id}">report of what is finished</a></p>`;
  return pageFrame(`${id} live`, main, { script: '/live.js' });
}

/**
 * Puts what the server has drawn into its place. It listens only while somebody looks: a tab in the
 * background costs the machine that measures nothing. The report's charts are the dear ones: they are drawn
 * while somebody has them open, after each step.
 */
export const LIVE_SCRIPT = `'use strict';
const connection = document.getElementById('connection');
const soFar = document.getElementById('so-far');
const say = (text) => { connection.textContent = text; };
let source = null;
let isOver = false;
let isDrawing = false;
function listen() {
  if (isOver || source !== null || document.hidden) return;
  source = new EventSource(connection.dataset.events);
  source.onopen = () => say('live');
  source.onerror = () => say('the connection is gone; trying again');
  for (const name of ${JSON.stringify(LIVE_PARTS)}) {
    source.addEventListener(name, (event) => { document.getElementById(name).innerHTML = event.data; });
  }
  source.addEventListener('steps', drawSoFar);
  source.addEventListener('end', (event) => { isOver = true; stop(); say(event.data); });
}
function stop() {
  if (source !== null) source.close();
  source = null;
}
async function drawSoFar() {
  if (!soFar.open || isDrawing) return;
  isDrawing = true;
  try {
    const answer = await fetch(soFar.dataset.charts);
    if (answer.ok) soFar.lastElementChild.innerHTML = await answer.text();
  } catch {
    say('the connection is gone; trying again');
  } finally {
    isDrawing = false;
  }
}
soFar.addEventListener('toggle', drawSoFar);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) stop();
  else listen();
});
listen();
`;
