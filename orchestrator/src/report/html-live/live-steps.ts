import type { StepRecord } from '../../domain/run-record.ts';
import { type Html, html } from '../html/html.ts';
import { count, cpuPercent, percent, rate, threeDigits } from '../text/numbers.ts';
import { errorShare, shortEvidence, VERDICT_INK, VERDICT_MARK } from '../verdict-words.ts';
import type { LiveLaunch, ShownLiveRun } from './live-run.ts';

/** A longer table would be drawn anew after every step; the report has them all. */
const STEPS_SHOWN = 100;

export function liveLaunches({ launches }: Pick<ShownLiveRun, 'launches'>): Html {
  if (launches.length === 0) return html``;
  return html`<h2>Launches</h2>
<ul class="wide">${launches.map(launchItem)}</ul>`;
}

function launchItem({ ink, text }: LiveLaunch): Html {
  return html`<li class="${ink}">${text}</li>\n`;
}

/** Verdicts so far, the newest first. */
export function liveSteps({ steps }: Pick<ShownLiveRun, 'steps'>): Html {
  if (steps.length === 0) return html``;
  const shown = steps.slice(-STEPS_SHOWN).reverse();
  const left = steps.length - shown.length;
  const settled = new Set(steps.map(({ contender, block, index }) => `${contender} ${block} ${index}`)).size;
  const again = steps.length - settled;
  const many = `${count(settled)} ${settled === 1 ? 'step' : 'steps'}${again === 0 ? '' : `, ${count(again)} more ${again === 1 ? 'attempt' : 'attempts'}`}`;
  return html`<h2>Verdicts so far</h2>
<div class="wide" tabindex="0" role="region" aria-label="verdicts so far"><table>
<caption>${many}, the newest first${left === 0 ? '' : `; ${count(left)} older ones stand in the report`}. Latency from the intended time.</caption>
<thead><tr><th>contender</th><th class="n">block</th><th class="n">step</th><th class="n">offered</th><th>verdict</th><th class="n">achieved</th><th class="n">p50 ms</th><th class="n">p99 ms</th><th class="n">errors</th><th class="n">service CPU</th><th>bottleneck</th></tr></thead>
<tbody>
${shown.map(stepRow)}</tbody></table></div>`;
}

function stepRow(step: StepRecord): Html {
  const { verdict, latencyMs } = step;
  const why = verdict === 'held' ? '' : ` · ${step.reason}: ${shortEvidence(step)}`;
  const again = step.attempt > 1 ? `, attempt ${step.attempt}` : '';
  return html`<tr><td>${step.contender}</td><td class="n">${step.block}</td><td class="n">${step.index}${again}</td><td class="n">${rate(step.ratePerSec)}</td><td><span class="${VERDICT_INK[verdict]}">${VERDICT_MARK[verdict]} ${verdict}</span>${why}</td><td class="n">${rate(step.achievedPerSec)}</td><td class="n">${threeDigits(latencyMs.p50)}</td><td class="n">${threeDigits(latencyMs.p99)}</td><td class="n">${percent(errorShare(step))}</td><td class="n">${cpuPercent(step.server.cpuShare)}</td><td>${step.bottleneck?.label ?? ''}</td></tr>
`;
}
