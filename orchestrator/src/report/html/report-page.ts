import type { ReportedRun } from '../../domain/reported-run.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { formatCpuList } from '../../domain/units.ts';
import type { Chart } from '../charts/chart.ts';
import { comparisonText } from '../comparison-text.ts';
import { contenderName } from '../contender-name.ts';
import { howMade, recordedCommand } from '../how-made.ts';
import { warningLines } from '../run-notes.ts';
import { heading, notes } from '../summary.ts';
import { capacityTable } from './capacity-results.ts';
import { chartsSection } from './charts-section.ts';
import { contenderFacts, machineFactList } from './facts.ts';
import { findingsSection, type ShownFinding } from './findings-section.ts';
import { headline } from './headline.ts';
import { type Html, html, type Piece } from './html.ts';
import { ladderTables } from './ladder-results.ts';
import { whatItDoesNotShow } from './limits.ts';
import { page } from './page.ts';
import { banner, factList, listSection, section, textList } from './sections.ts';
import { stepsSection } from './steps-section.ts';
import { tuningSection } from './tuning-section.ts';
import { validityOf } from './validity.ts';

export interface ReportParts {
  readonly charts: readonly Chart[];
  /** Their colours and the like. */
  readonly chartCss: string;
  readonly findings: readonly ShownFinding[];
  /** Launches whose seconds are known and not drawn, for want of room. */
  readonly notDrawn: readonly number[];
}

/** A run as one file: what it is worth, what came out, why, and how to have it again. */
export function reportHtml(run: ReportedRun, parts: ReportParts): string {
  const { record } = run;
  return page({
    title: `${record.scenario.name}, run ${record.id}`,
    css: parts.chartCss,
    header: html`<h1>${record.scenario.name}</h1>
<p>${heading(record)}</p>
<p class="quiet">Run ${record.id}, begun ${record.startedAt}. ${record.scenario.description}</p>`,
    main: body(run, parts),
    footer: html`<p>Framework Lab ${record.lab.version}. Everything here is in run.json beside this file.</p>`,
  });
}

function body({ record, machine }: ReportedRun, { charts, findings, notDrawn }: ReportParts): Html {
  const ids = new Set(charts.map(({ id }) => id));
  const isTimeline = ({ id }: Chart): boolean => id.startsWith('timeline-');
  return html`${banner(validityOf(record))}
<p class="headline">${headline(record)}</p>
${contents({ hasTuning: record.tuning !== undefined, hasCharts: charts.length > 0, hasFindings: findings.length > 0, hasSteps: record.steps.length > 0 })}
${filter(record)}
${section('results', 'Results', record.scenario.policy.kind === 'capacity' ? capacityTable(record) : ladderTables(record))}
${tuningSection(record)}${listSection('comparison', 'Comparison', comparisonText(record))}
${chartsSection({ id: 'charts', title: 'Charts', charts: charts.filter((chart) => !isTimeline(chart)), ownerOf: () => null })}
${findingsSection(findings, charts)}
${listSection('warnings', 'Warnings', warningLines(record))}
${listSection('method', 'How to read the figures', notes(record))}
${section('machine', 'Machine', factList(machineFactList(record, machine)))}
${section('contender-facts', 'Contenders', factList(contenderFacts(record.contenders)))}
${stepsSection(record, ids)}
${chartsSection({
  id: 'seconds',
  title: 'Launches, second by second',
  charts: charts.filter(isTimeline),
  note:
    notDrawn.length === 0
      ? null
      : `Left out, so that this file can be sent: ${notDrawn.length === 1 ? 'launch' : 'launches'} ${formatCpuList(notDrawn)}; their seconds are in seconds.ndjson.`,
  ownerOf: ({ id }) => record.launches.find(({ launch }) => id === `timeline-${launch}`)?.contender ?? null,
})}
${section('again', 'How to have it again', again(record))}
${listSection('limits', 'What it does not show', whatItDoesNotShow(record))}`;
}

function again(record: RunRecord): Html {
  const supply = record.supplyAgain.map((what) => `to be supplied again: ${what}`);
  return html`<p>This runs the same thing again from its record and says which of its claims hold:</p>
<pre><code>npm run lab -- reproduce ${record.id}</code></pre>
<p>It was made by this command, with seed ${record.seed}:</p>
<pre><code>${recordedCommand(record)}</code></pre>
${textList([...howMade(record), ...supply])}`;
}

function contents({
  hasTuning,
  hasCharts,
  hasFindings,
  hasSteps,
}: Readonly<Record<'hasTuning' | 'hasCharts' | 'hasFindings' | 'hasSteps', boolean>>): Html {
  const links: readonly (readonly [id: string, title: string])[] = [
    ['results', 'Results'],
    ...(hasTuning ? [['settings', 'Settings'] as const] : []),
    ...(hasCharts ? [['charts', 'Charts'] as const] : []),
    ...(hasFindings ? [['findings', 'Findings'] as const] : []),
    ['method', 'How to read the figures'],
    ['machine', 'Machine'],
    ...(hasSteps ? [['all-steps', 'Every step'] as const] : []),
    ['again', 'How to have it again'],
    ['limits', 'What it does not show'],
  ];
  return html`<nav aria-label="Contents"><ul>
${links.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>`;
}

/** Shown by the script, since without it the boxes would do nothing. */
function filter({ contenders }: RunRecord): Piece {
  if (contenders.length < 2) return null;
  return html`<fieldset class="filter" id="filter" hidden>
<legend>Show in the tables and among the launches</legend>
${contenders.map(
  (one) =>
    html`<label><input type="checkbox" value="${one.id}" autocomplete="off" checked> ${contenderName(one)}</label>\n`,
)}</fieldset>`;
}
