import type { LaunchRecord } from '../../domain/launch-record.ts';
import { formatQuantile, type Objective } from '../../domain/objective.ts';
import type { ReportedRun, StepSecond } from '../../domain/reported-run.ts';
import type { StepRecord } from '../../domain/run-record.ts';
import { stepKey } from '../../domain/step-id.ts';
import { THRESHOLDS } from '../../domain/thresholds.ts';
import { lagLimitMs } from '../../domain/window-noise.ts';
import { rateNumber } from '../text/numbers.ts';
import { chartText } from './chart-text.ts';
import { type Drawing, type Panel, WIDTH } from './drawing.ts';
import { decades, limitLine } from './guides.ts';
import { isCrowded, timelineAreas } from './timeline-areas.ts';
import { timelineLines } from './timeline-lines.ts';

/** A step at its place on the axis of a launch. */
export interface PlacedStep {
  readonly step: StepRecord;
  readonly fromS: number;
  readonly toS: number;
  readonly seconds: readonly PlacedSecond[];
}

export interface PlacedSecond extends StepSecond {
  /** The middle of it. */
  readonly atS: number;
  /** By what the service cannot cause, as verdicts have it. */
  readonly isUnclean: boolean;
}

/** Every second of a launch, its steps side by side; null: none is on disk. */
export function timelineDrawing(run: ReportedRun, launch: LaunchRecord): Drawing | null {
  const steps = placed(run, launch.launch);
  const seconds = steps.flatMap((one) => one.seconds);
  const endS = steps.at(-1)?.toS;
  if (endS === undefined) return null;
  const { objective } = run.record;
  const times = seconds
    .flatMap(({ p50Ms, p99Ms }) => [p50Ms ?? [], p99Ms ?? []].flat())
    .filter((ms) => ms > 0);
  const hasLatency = times.length > 0;
  const lines = timelineLines(seconds);
  const x = { name: '', kind: 'linear', min: 0, max: endS } as const;
  const top: Panel = {
    left: 0,
    top: 0,
    width: WIDTH,
    height: 240,
    x: { ...x, name: hasLatency ? '' : SECONDS },
    y: {
      name: 'requests in each second',
      kind: 'linear',
      min: 0,
      headroom: isCrowded(steps) ? 0.4 : 0.15,
      format: rateNumber,
    },
  };
  const bottom: Panel = {
    left: 0,
    top: 215,
    width: WIDTH,
    height: 230,
    x: { ...x, name: SECONDS },
    y: { name: 'latency, ms', ...decades([objective.latencyMs, ...times]) },
  };
  const { contender, block } = launch;
  return {
    id: `timeline-${launch.launch}`,
    title: `${chartText(contender)} second by second, launch ${launch.launch}, block ${block}`,
    howToRead: HOW_TO_READ,
    names: lines.map(({ name }) => name),
    legend: true,
    panels: hasLatency ? [top, bottom] : [top],
    series: [
      ...timelineAreas(steps, hasLatency ? 2 : 1),
      ...(hasLatency
        ? [
            limitLine({
              panel: 1,
              y: objective.latencyMs,
              words: `objective: ${formatQuantile(objective.quantile)} < ${objective.latencyMs} ms`,
            }),
          ]
        : []),
      ...lines.map(({ series }) => series),
    ],
  };
}

const SECONDS = 'seconds under load (the time between steps is left out)';
const HOW_TO_READ =
  'Each box is a step, with its rate and ✓ held, ✗ failed, ~ too close to call, ? invalid; red ones failed. Grey seconds were noisy by what the service cannot cause: a late load generator, stolen time, other processes. A second counts the requests that were due in it: ok were answered rightly, dropped never sent. p50 and p99 stand only where enough requests lie beyond them: from 20 and from 1,000 in a second on.';

function placed({ record, timelines }: ReportedRun, launch: number): PlacedStep[] {
  const found: PlacedStep[] = [];
  for (const step of record.steps) {
    const seconds = step.launch === launch ? timelines.get(stepKey(step))?.seconds : undefined;
    if (seconds === undefined || seconds.length === 0) continue;
    const fromS = found.at(-1)?.toS ?? 0;
    found.push({
      step,
      fromS,
      toS: fromS + seconds.reduce((last, { second }) => Math.max(last, second), 0) + 1,
      seconds: seconds.map((one) => ({
        ...one,
        atS: fromS + one.second + 0.5,
        isUnclean: isUnclean(one, record.objective),
      })),
    });
  }
  return found;
}

function isUnclean({ lagP99Ms, stealShare, foreignShare }: StepSecond, objective: Objective): boolean {
  return (
    lagP99Ms > lagLimitMs(objective) ||
    (stealShare ?? 0) > THRESHOLDS.windowStealShare.value ||
    (foreignShare ?? 0) > THRESHOLDS.windowForeignShare.value
  );
}
