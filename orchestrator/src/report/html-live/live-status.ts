import { type Html, html, type Piece } from '../html/html.ts';
import { clockTime, count, cpuPercent, megabytes, rate, threeDigits, timeSpan } from '../text/numbers.ts';
import type { LiveHead, ShownLiveRun } from './live-run.ts';

/** What goes on right now. */
export function liveStatus(run: ShownLiveRun): Html {
  if (run.head === null)
    return html`<h1>Not started yet</h1><p>${run.now?.text ?? 'No event was written yet.'}</p>`;
  return html`<h1>${run.head.title}</h1>
<p class="quiet">${run.head.about}</p>
${time(run)}
${silence(run)}
${fitness(run.head)}
${doing(run)}
${run.warnings.map((text) => html`<p class="warn">! ${text}</p>\n`)}`;
}

function time({ ended, elapsedS, leftS }: ShownLiveRun): Html {
  if (ended !== null) return html`<p><strong>${ended}</strong> after ${timeSpan(elapsedS)}.</p>`;
  const left = leftS === null ? '' : `, about ${clockTime(leftS)} left`;
  return html`<p>${clockTime(elapsedS)}${left}</p>`;
}

/** Nobody writes an end for a lab that was killed. */
function silence({ silentS, ended, head }: ShownLiveRun): Piece {
  if (silentS === null || ended !== null) return null;
  return html`<p class="bad">Nothing was written for ${timeSpan(silentS)}: the lab that runs this may be gone. Every finished step
is kept; <code>npm run lab -- run --resume${commandWord(head)}</code> goes on.</p>`;
}

/** The run's id. It is copied into a shell, so only one that is of the lab's own form; without it the last run is meant. */
function commandWord(head: LiveHead | null): string {
  return head !== null && /^[\w-]+$/.test(head.runId) ? ` ${head.runId}` : '';
}

function fitness({ rankable }: LiveHead): Piece {
  return rankable
    ? null
    : html`<p class="warn">! Server and load share CPUs: nothing of this run is ranked.</p>`;
}

function doing({ now, seconds, ended }: ShownLiveRun): Piece {
  if (now === null || ended !== null) return null;
  const { text, progress } = now;
  const last = seconds.at(-1);
  return html`<h2>Now: ${text}</h2>
${
  progress === null
    ? null
    : html`<p><progress aria-label="this step" max="${progress.ofS}" value="${progress.doneS}"></progress> ${count(Math.floor(progress.doneS))}/${count(progress.ofS)} s</p>`
}${last === undefined ? null : figures(last)}`;
}

function figures({
  offeredPerSec,
  load,
  serverCpuShare,
  loadCpuShare,
  serverRssMb,
}: ShownLiveRun['seconds'][number]): Html {
  const facts: readonly (readonly [string, string])[] = [
    ['offered', rate(offeredPerSec)],
    ...(load === null
      ? []
      : ([
          ['sent', count(load.sent)],
          ['ok', count(load.ok)],
          ['errors', count(load.errors)],
          ['p50', `${threeDigits(load.p50Ms)} ms`],
          ['p95', `${threeDigits(load.p95Ms)} ms`],
          ['p99', `${threeDigits(load.p99Ms)} ms`],
        ] as const)),
    ['service CPU', cpuPercent(serverCpuShare)],
    ['load CPU', cpuPercent(loadCpuShare)],
    ['service memory', megabytes(serverRssMb)],
  ];
  return html`<p class="quiet">In the last second with load:</p>
<dl>${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`;
}
