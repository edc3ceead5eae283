import { capacityCurve, orderOverCurve } from '../domain/capacity-curve.ts';
import { formatObjective, type Objective } from '../domain/objective.ts';
import type { RunRecord } from '../domain/run-record.ts';
import { ladderContestants } from './capacity-on-ladder.ts';
import { searchContestants } from './capacity-on-search.ts';
import { curveLines, orderSentences } from './curve-lines.ts';
import { shellWord } from './next-commands.ts';
import { type SummaryOptions, summaryText } from './summary.ts';
import { type Line, renderLine } from './text/line.ts';
import { wrapText } from './text/wrap.ts';

export interface RejudgedToShow {
  readonly recorded: RunRecord;
  readonly record: RunRecord;
  readonly objectives: readonly Objective[];
  readonly under: (objective: Objective) => RunRecord;
}

/** What changed, the summary under the new objective, and capacity as a curve over objectives. */
export function rejudgedText(rejudged: RejudgedToShow, options: SummaryOptions): string {
  const { recorded, record } = rejudged;
  const { columns } = options;
  const { contestants, curve, order } = curveOf(rejudged);
  const slo = shellWord(formatObjective(record.objective));
  const paper = { columns, colour: options.colour, unicode: options.unicode ?? true };
  const write = (lines: readonly Line[]): string =>
    lines.map((line) => `${renderLine(line, paper)}\n`).join('');
  const prose = (texts: readonly string[]): Line[] =>
    texts.flatMap((text) => wrapText(text, columns).map((part): Line => [part]));
  return [
    write([
      ...prose([
        `rejudged under ${formatObjective(record.objective)}, recorded under ${formatObjective(recorded.objective)}`,
        `${changes(recorded, record)}; the stored files keep what was recorded.`,
      ]),
      [],
    ]),
    summaryText(record, {
      ...options,
      // The one on disk is of the recorded objective.
      report: false,
      next: [
        `npm run lab -- --scenario ${shellWord(record.scenario.name)} --slo ${slo}    to measure under it`,
      ],
    }),
    write([
      [],
      ...curveLines(contestants, curve),
      [],
      ...prose(orderSentences(contestants, order, record.cpus.rankable)),
    ]),
  ].join('');
}

/** The rejudged record, and beside its fields what the terminal shows of the curve. */
export function rejudgedDocument(rejudged: RejudgedToShow): object {
  const { contestants, curve, order } = curveOf(rejudged);
  return {
    ...rejudged.record,
    rejudged: {
      recordedUnder: rejudged.recorded.objective,
      curve: curve.map(({ objective, held }) => ({
        latencyMs: objective.latencyMs,
        held: Object.fromEntries(contestants.map(({ id }, i) => [id, held[i] ?? null])),
      })),
      flips: rejudged.record.cpus.rankable ? order.flips : null,
    },
  };
}

function curveOf({ record, objectives, under }: RejudgedToShow) {
  const contestants =
    record.scenario.policy.kind === 'capacity'
      ? searchContestants(record, under)
      : ladderContestants(record, under);
  const curve = capacityCurve(contestants, objectives);
  return { contestants, curve, order: orderOverCurve(contestants, curve) };
}

function changes(recorded: RunRecord, record: RunRecord): string {
  const before = new Map(
    recorded.steps.map((step) => [`${step.launch} ${step.index} ${step.attempt}`, step.verdict]),
  );
  const changed = record.steps.filter(
    (step) => before.get(`${step.launch} ${step.index} ${step.attempt}`) !== step.verdict,
  );
  return `${changed.length} of ${record.steps.length} steps have another verdict`;
}
