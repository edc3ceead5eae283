import { formatCpuList } from '../domain/units.ts';
import { displayWidth, pad } from '../report/text/display-width.ts';
import { type Line, renderLine, span, widthOf } from '../report/text/line.ts';
import { clockTime, rate } from '../report/text/numbers.ts';
import { bar } from '../report/text/sparkline.ts';
import { endedLine, judgedLine, waitingLine } from './launch-line.ts';
import { activity } from './live-activity.ts';
import { chartLines } from './live-charts.ts';
import { detailLines } from './live-details.ts';
import { remainingS } from './remaining.ts';
import type { LaunchView, RunViewState } from './run-state.ts';

export interface LiveOptions {
  readonly columns: number;
  readonly rows: number;
  /** On the clock that stamps the events. */
  readonly nowMs: number;
  readonly colour: boolean;
  readonly unicode: boolean;
}

/** What is left out, one thing after the other, until the window fits the terminal's height. */
interface Shape {
  /** As high as there is room for. */
  readonly charts: boolean;
  readonly warnings: number;
  readonly waiting: boolean;
  readonly ended: boolean;
  readonly cpus: boolean;
}

const SHAPES: readonly Shape[] = [
  { charts: true, warnings: 3, waiting: true, ended: true, cpus: true },
  { charts: false, warnings: 1, waiting: false, ended: true, cpus: true },
  { charts: false, warnings: 1, waiting: false, ended: false, cpus: true },
  { charts: false, warnings: 0, waiting: false, ended: false, cpus: false },
];
const NAME_COLUMNS_MOST = 24;
const BAR_COLUMNS_MOST = 24;

/** The window for this state: at most `rows` lines, none wider than `columns`. */
export function liveLines(state: RunViewState, options: LiveOptions): string[] {
  const candidates = SHAPES.map((shape) => () => layout(state, shape, options));
  let lines: Line[] = [];
  for (const candidate of candidates) {
    lines = candidate();
    if (lines.length <= options.rows) break;
  }
  return lines.slice(0, Math.max(0, options.rows)).map((line) => renderLine(line, options));
}

function layout(state: RunViewState, shape: Shape, options: LiveOptions): Line[] {
  const { columns } = options;
  const launches = launchesOfBlock(state);
  const nameColumns = Math.min(
    NAME_COLUMNS_MOST,
    Math.max(0, ...launches.map((l) => displayWidth(l.contender))),
  );
  const ended = launches.filter((launch) => isEnded(launch));
  const waiting = launches.filter((launch) => launch.state === 'waiting');
  const above = [
    titleLine(state, options),
    ...(shape.cpus && state.header !== null ? [cpusLine(state.header, isNamed(state))] : []),
    ...listed(ended, shape.ended, 'done', (launch) => endedLine(launch, nameColumns)),
    ...runningLines(state, nameColumns, options),
  ];
  const below = [
    ...listed(waiting, shape.waiting, 'waiting', (launch) => waitingLine(launch, nameColumns)),
    ...(shape.warnings === 0 ? [] : state.warnings.slice(-shape.warnings)).map(
      (text): Line => [span('warn', `! ${text}`)],
    ),
  ];
  const rows = options.rows - above.length - below.length;
  const objective = state.header?.objective ?? null;
  const charts = shape.charts ? chartLines(state.history, { columns, rows, objective }) : [];
  return [...above, ...charts, ...below];
}

function listed(
  launches: readonly LaunchView[],
  each: boolean,
  word: string,
  line: (launch: LaunchView) => Line,
): Line[] {
  if (each || launches.length <= 1) return launches.map(line);
  return [[span('quiet', `· ${launches.length} ${word}`)]];
}

function titleLine(state: RunViewState, { columns, nowMs }: LiveOptions): Line {
  const { header } = state;
  const elapsed = clockTime((nowMs - (state.firstAtMs ?? nowMs)) / 1000);
  const left = remainingS(state, nowMs);
  const time = left === null || state.finished ? elapsed : `${elapsed}, ${leftWords(left)}`;
  const title = header === null ? (state.progress ?? 'starting') : titleOf(state);
  const room = columns - displayWidth(time) - 2;
  if (room < 12) return [span('strong', title)];
  const fitted = renderLine([title], { columns: room, colour: false, unicode: true });
  return [span('strong', pad(fitted, room)), '  ', span('quiet', time)];
}

function titleOf(state: RunViewState): string {
  const { header } = state;
  if (header === null) return '';
  const block = launchesOfBlock(state)[0]?.block ?? 1;
  const blocks = header.blocks > 1 ? ` · block ${block}/${header.blocks}` : '';
  if (isNamed(state)) return `${header.title} · seed ${header.seed}${blocks}`;
  const rates = [state.step?.ratePerSec, launchesOfBlock(state)[0]?.steps[0]?.ratePerSec];
  const perSec = rates.find((known) => known !== undefined);
  return perSec === undefined ? header.title : `${header.title} · ${rate(perSec)}`;
}

function leftWords(seconds: number): string {
  return seconds < 1 ? 'nearly done' : `about ${clockTime(seconds)} left`;
}

function cpusLine(header: NonNullable<RunViewState['header']>, named: boolean): Line {
  const { cpus, runtime, generator } = header;
  const parts = [
    ...(cpus.server.length > 0 ? [`server cpus ${formatCpuList(cpus.server)}`] : []),
    `load ${formatCpuList(cpus.load)}`,
    ...(runtime === '' ? [] : [runtime]),
    generator,
    ...(named ? [] : [`seed ${header.seed}`]),
  ];
  return [span('quiet', parts.join(' · '))];
}

function runningLines(state: RunViewState, nameColumns: number, options: LiveOptions): Line[] {
  const { header, step } = state;
  const launch = state.current === null ? undefined : state.launches[state.current];
  if (launch === undefined) {
    const text = header === null || state.finished ? null : state.progress;
    return text === null ? [] : [[span('accent', '▸ '), text]];
  }
  const named = isNamed(state);
  const last = launch.steps.at(-1);
  if (step === null && state.phase === null && last !== undefined)
    return [judgedLine(last), ...detailLines(state, options.columns)];
  const now = activity(state, options.nowMs, step === null ? '' : stepText(state, named));
  const head: Line = [span('accent', '▸ '), named ? `${pad(launch.contender, nameColumns)}  ` : '', now.text];
  const { progress } = now;
  if (progress === null) return [[...head, `  ${now.elapsedS} s`], ...detailLines(state, options.columns)];
  const seconds = `  ${Math.floor(progress.doneS)}/${Math.ceil(progress.ofS)} s`;
  const barColumns = Math.min(BAR_COLUMNS_MOST, options.columns - widthOf(head) - seconds.length - 2);
  const drawn = barColumns < 4 ? '' : `  ${bar(progress.doneS / progress.ofS, barColumns)}`;
  return [[...head, span('accent', drawn), seconds], ...detailLines(state, options.columns)];
}

function stepText({ step }: RunViewState, named: boolean): string {
  if (step === null) return '';
  if (!named) return 'load';
  const attempt = step.id.attempt > 1 ? ` · attempt ${step.id.attempt}` : '';
  const by = step.generator === 'k6' ? ' · k6' : '';
  return `step ${step.id.index}/${step.of} · ${rate(step.ratePerSec)}${by}${attempt}`;
}

/** The launches of the block that runs, or of the last one that did. */
function launchesOfBlock({ launches, current }: RunViewState): LaunchView[] {
  const at = launches[current ?? launches.findLastIndex(isEnded)] ?? launches[0];
  return launches.filter((launch) => launch.block === at?.block);
}

function isEnded(launch: LaunchView): boolean {
  return launch.state !== 'waiting' && launch.state !== 'running';
}

/** An attack is one step against one URL, which its title already has: no line needs to name it again. */
function isNamed({ header, launches }: RunViewState): boolean {
  return !(launches.length === 1 && header?.title.includes(launches[0]?.contender ?? '') === true);
}
