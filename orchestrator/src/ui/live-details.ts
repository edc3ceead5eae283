import { cleanText } from '../report/text/clean-text.ts';
import { type Line, type Span, span, widthOf } from '../report/text/line.ts';
import { count, cpuPercent, megabytes, percent, rate, threeDigits } from '../report/text/numbers.ts';
import { sparkline } from '../report/text/sparkline.ts';
import { mainFailure } from '../report/verdict-words.ts';
import type { RunViewState } from './run-state.ts';
import type { StepLoadView } from './step-load.ts';

const INDENT = '    ';

/** What the running load does, in as few lines as the width allows. */
export function detailLines(state: RunViewState, columns: number): Line[] {
  const { load, server } = state;
  const last = load.seconds.at(-1);
  const use: (Line | null)[] = [
    server === null ? null : [`server cpu ${cpuPercent(server.cpuShare)}`],
    last === undefined ? null : [`load cpu ${cpuPercent(last.cpuShare)}`],
    server === null ? null : [`rss ${megabytes(server.rssMb)}`],
    ...(server?.dependencies ?? []).map(({ service, cpuShare }) => [
      `${cleanText(service)} cpu ${cpuPercent(cpuShare)}`,
    ]),
  ];
  if (last === undefined) {
    const served = server?.completedPerSec ?? null;
    const whole: Line[] = served === null ? [] : [[`served ${rate(served)}`]];
    const silent: Line[] = state.step?.generator === 'k6' ? [['k6 tells at its end']] : [];
    return flow([...whole, ...use, ...silent], columns);
  }
  const sparkColumns = Math.max(8, Math.min(40, columns - 80));
  const spark = sparkline(
    load.seconds.map((second) => second.p99Ms),
    sparkColumns,
  );
  const quantiles = [
    `p50 ${threeDigits(load.p50Ms)}  p95 ${threeDigits(load.p95Ms)}  p99 ${threeDigits(load.p99Ms)} ms `,
    span('accent', spark),
  ];
  return [...flow(countGroups(load), columns), ...flow([quantiles, ...use], columns)];
}

function countGroups(load: StepLoadView): (Line | null)[] {
  const last = load.seconds.at(-1);
  const failed = load.errors + load.timeouts + load.unsent;
  const main = mainFailure(load);
  return [
    [`sent ${rate(last?.sent)}`],
    [`ok ${rate(last?.ok)}`],
    [`2xx ${percent(successShare(load.byStatus))}`],
    [alarming(`dropped ${count(load.dropped)}`, load.dropped, 'warn')],
    [alarming(`errors ${count(failed)}`, failed, 'bad')],
    main === null ? null : [span('bad', `(${main})`)],
  ];
}

function alarming(text: string, n: number, ink: Span['ink']): Span | string {
  return n > 0 ? span(ink, text) : text;
}

/** Share of the responses that had a 2xx status; null before the first. */
function successShare(byStatus: Readonly<Record<string, number>>): number | null {
  const all = Object.values(byStatus).reduce((a, b) => a + b, 0);
  const good = Object.entries(byStatus).reduce(
    (sum, [status, n]) => sum + (status.startsWith('2') ? n : 0),
    0,
  );
  return all === 0 ? null : good / all;
}

/** Groups side by side, the next line taking what does not fit. */
function flow(groups: readonly (Line | null)[], columns: number): Line[] {
  const lines: Line[] = [];
  for (const group of groups) {
    if (group === null) continue;
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 2 + widthOf(group) <= columns)
      lines[lines.length - 1] = [...last, '  ', ...group];
    else lines.push([INDENT, ...group]);
  }
  return lines;
}
