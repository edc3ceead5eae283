import type { Bottleneck } from '../domain/bottleneck-label.ts';
import { formatObjective, type Objective } from '../domain/objective.ts';
import type { LatencyMs, SpreadMs, StepFigures, Warning } from '../domain/run-record.ts';
import { formatCpuList } from '../domain/units.ts';
import { attackNotes } from './attack-notes.ts';
import { warningLines } from './run-notes.ts';
import type { SummaryOptions } from './summary.ts';
import { cleanText } from './text/clean-text.ts';
import { type Line, renderLine, span } from './text/line.ts';
import { bytes, count, cpuPercent, percent, rate, threeDigits, timeSpan } from './text/numbers.ts';
import { tableLines, widest } from './text/table.ts';
import { wrapText } from './text/wrap.ts';
import { errorShare, VERDICT_INK, VERDICT_MARK } from './verdict-words.ts';

/** What an attack came to. */
export interface ShownAttack {
  readonly state: 'finished' | 'interrupted';
  /** Redacted. */
  readonly url: string;
  readonly address: string;
  readonly method: string;
  readonly objective: Objective;
  readonly pacing: string;
  readonly seed: number;
  readonly connections: number;
  readonly loadCpus: readonly number[];
  readonly step: StepFigures;
  readonly bottleneck: Bottleneck | null;
  readonly warnings: readonly Warning[];
}

/** One step against one URL: verdict, counts, latency, statuses, errors, and what to be careful about. */
export function attackSummaryText(attack: ShownAttack, options: SummaryOptions): string {
  const { step } = attack;
  const { columns } = options;
  const text = (content: string, indent = ''): Line[] =>
    wrapText(content, columns, indent).map((part): Line => [part]);
  const lines: Line[] = [
    ...text(
      `${attack.method} ${cleanText(attack.url)} (${attack.address}) · ${rate(step.ratePerSec)} for ${timeSpan(step.durationS)} · ${attack.pacing} · ${count(attack.connections)} connections · load cpus ${formatCpuList(attack.loadCpus)} · seed ${attack.seed}${attack.state === 'finished' ? '' : ' · interrupted'}`,
    ),
    [],
    ...verdictLines(attack, columns),
    [],
    ...countLines(step, columns),
    [],
    ...latencyLines(step, columns),
    [],
    ...text(`statuses   ${listed(step.byStatus)}`, '           '),
    ...text(`errors     ${listed({ ...step.byError, timeout: step.timeouts })}`, '           '),
    ...text(
      `scheduler  lag ${spread(step.schedulerLagMs)}; wait for a connection ${spread(step.queueWaitMs)}`,
      '           ',
    ),
    ...text(
      `in flight  at most ${count(step.inFlight.max)}; drained in ${threeDigits(step.drainMs)} ms; ${count(step.connects.opened)} connections opened, ${count(step.connects.failed)} failed`,
      '           ',
    ),
    ...text(
      `bytes      ${bytes(step.bytesIn)} in, ${bytes(step.bytesOut)} out; generator ${cpuPercent(step.generator.cpuShare)} of its CPUs, ${threeDigits(step.generator.cpuUsPerRequest)} µs a request`,
      '           ',
    ),
    ...[...attackNotes(step), ...warningLines(attack)].flatMap((note) =>
      wrapText(`! ${cleanText(note)}`, columns, '  ').map((part): Line => [span('warn', part)]),
    ),
  ];
  const paper = { columns, colour: options.colour, unicode: options.unicode ?? true };
  return `${lines.map((line) => renderLine(line, paper)).join('\n')}\n`;
}

function verdictLines({ step, objective, bottleneck }: ShownAttack, columns: number | null): Line[] {
  const head = `${VERDICT_MARK[step.verdict]} ${step.verdict}`;
  const rest = `${step.reason}. ${cleanText(step.detail)} Objective: ${formatObjective(objective)}.`;
  const [first = '', ...more] = wrapText(`${head}: ${rest}`, columns, '  ');
  const marked: Line = [
    span(VERDICT_INK[step.verdict], first.slice(0, head.length)),
    first.slice(head.length),
  ];
  const stopped =
    bottleneck === null
      ? []
      : wrapText(`  ${bottleneck.label}: ${cleanText(bottleneck.sentence)}`, columns, '  ');
  return [marked, ...[...more, ...stopped].map((part): Line => [part])];
}

function countLines(step: StepFigures, columns: number | null): Line[] {
  const figures: [string, string][] = [
    ['planned', count(step.planned)],
    ['sent', count(step.sent)],
    ['completed', count(step.completed)],
    ['ok', count(step.ok)],
    ['errors', count(step.errors)],
    ['timeouts', count(step.timeouts)],
    ['unsent', count(step.unsent)],
    ['dropped', count(step.dropped)],
    ['achieved', rate(step.achievedPerSec)],
    ['error share', percent(errorShare(step))],
  ];
  return figuresInRows(figures, columns ?? Number.POSITIVE_INFINITY);
}

/** Titles above values, as many side by side as the width allows. */
function figuresInRows(figures: readonly (readonly [string, string])[], room: number): Line[] {
  let take = figures.length;
  const head = (n: number): Line[] =>
    tableLines(
      figures.slice(0, n).map(([title]) => ({ title, align: 'right' as const })),
      [figures.slice(0, n).map(([, value]) => value)],
    );
  while (take > 1 && widest(head(take)) > room) take--;
  const rest = figures.slice(take);
  return rest.length === 0 ? head(take) : [...head(take), ...figuresInRows(rest, room)];
}

function latencyLines(step: StepFigures, columns: number | null): Line[] {
  const keys = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
  const row = (name: string, of: LatencyMs): string[] => [name, ...keys.map((key) => threeDigits(of[key]))];
  const rows = [
    row('from the intended send', step.latencyMs),
    row('from the actual send', step.serviceTimeMs),
  ];
  const wide = tableLines(
    [
      { title: 'latency, ms' },
      ...keys.map((title) => ({ title: title === 'p999' ? 'p99.9' : title, align: 'right' as const })),
    ],
    rows,
  );
  if (columns === null || columns >= 78) return wide;
  return tableLines(
    [{ title: 'ms' }, { title: 'intended', align: 'right' }, { title: 'actual send', align: 'right' }],
    keys.map((key) => [
      key === 'p999' ? 'p99.9' : key,
      threeDigits(step.latencyMs[key]),
      threeDigits(step.serviceTimeMs[key]),
    ]),
  );
}

function listed(counts: Readonly<Record<string, number>>): string {
  const seen = Object.entries(counts).filter(([, n]) => n > 0);
  return seen.map(([name, n]) => `${name} × ${count(n)}`).join(', ') || 'none';
}

function spread(of: SpreadMs): string {
  return `p50 ${threeDigits(of.p50)}, p99 ${threeDigits(of.p99)}, max ${threeDigits(of.max)} ms`;
}
