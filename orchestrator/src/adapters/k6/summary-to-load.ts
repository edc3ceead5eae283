import { Histogram } from '@framework-lab/protocol/histogram';
import { ERROR_KINDS, type LoadCounts, sumCounts } from '@framework-lab/protocol/load';
import type { RequestLoad, StepLoad } from '../../domain/load.ts';
import { brokenOf, k6Counts } from './k6-counts.ts';
import type { K6Request, K6Summary } from './k6-summary.ts';
import type { K6Use } from './k6-use.ts';
import { leadInCounts } from './lead-in-counts.ts';
import { Rebuilt } from './rebuild-histogram.ts';
import { type K6Step, loadWindows } from './summary-to-windows.ts';

export interface K6Ended extends K6Step {
  readonly leadInS: number;
  readonly use: K6Use | null;
  readonly weights: Readonly<Record<string, number>>;
}

/** What k6 told of a step, as every generator tells it. */
export function summaryToLoad(summary: K6Summary, ended: K6Ended): StepLoad {
  const windows = loadWindows(summary, ended);
  const counts = sumCounts(windows.map((window) => window.counts));
  const latency = Histogram.merged(windows.map((window) => window.latency));
  const { use, aborted } = ended;
  const { connects, scenarios, clockGapMs, startedAtMs } = summary;
  const monotonicMs = 1000 * ended.durationS;
  return {
    generator: 'k6',
    counts,
    byStatus: byStatus(summary, counts),
    byError: Object.fromEntries(
      ERROR_KINDS.flatMap((kind) => {
        const times = sum(summary.windows.map(({ failures }) => failures[kind] ?? 0));
        return times > 0 ? [[kind, times]] : [];
      }),
    ),
    byRequest: byRequest(summary, counts, latency, ended),
    latency,
    serviceTime: serviceTime(summary, counts),
    schedulerLag: Histogram.merged(windows.map(({ lag }) => lag)),
    // k6 has no queue: an arrival finds a virtual user, or is dropped.
    queueWait: new Histogram(),
    inFlightMax: Math.max(0, ...windows.map((window) => window.inFlightMax)),
    drainMs: summary.drainMs,
    elapsedMs: { monotonic: monotonicMs, wall: monotonicMs + clockGapMs.max - clockGapMs.min },
    bytesIn: scenarios.step.bytesIn,
    bytesOut: scenarios.step.bytesOut,
    connects: {
      opened: connects.opened,
      failed: sum(Object.values(connects.failed)),
      byError: connects.failed,
    },
    use: { wallUs: use?.wallUs ?? 0, cpuUs: use?.cpuUs ?? 0, gcMaxUs: 0, gcUs: 0 },
    generatorRssMb: use?.rssMb ?? null,
    leadIn: leadInCounts(summary, ended),
    okInLoad: counts.ok - summary.okAfterEnd,
    windows: windows.map(({ lag: _, ...window }) => window),
    aborted,
    loadStartedWallMs: startedAtMs,
  };
}

/** k6 times every request; one without a connection took no time, one that timed out the longest. */
function serviceTime(summary: K6Summary, { completed, timeouts }: LoadCounts): Histogram {
  if (completed === 0) return new Histogram();
  const lowest = sum(summary.windows.map(({ failures }) => failures.unsent ?? 0));
  return new Rebuilt(summary.service, summary.quantiles).histogram(undefined, { lowest, highest: timeouts });
}

function byStatus(summary: K6Summary, counts: LoadCounts): Record<string, number> {
  const statuses: Record<string, number> = { ...summary.unusualStatuses };
  const [only, ...others] = summary.requests;
  for (const request of summary.requests) {
    const completed = others.length === 0 && request === only ? counts.completed : completedOf(request);
    const usual = completed - request.unusual;
    if (usual > 0) statuses[request.usualStatus] = (statuses[request.usualStatus] ?? 0) + usual;
  }
  return statuses;
}

/** A latency is written down for every answer, and at the timeout for what got none in time or no connection. */
function completedOf({ latency, failures }: K6Request): number {
  return (latency?.[0] ?? 0) - (failures.timeout ?? 0) - (failures.unsent ?? 0);
}

function byRequest(
  summary: K6Summary,
  counts: LoadCounts,
  latency: Histogram,
  { weights }: K6Ended,
): Record<string, RequestLoad> {
  const { requests, quantiles, scenarios } = summary;
  const [only] = requests;
  if (only !== undefined && requests.length === 1) return { [only.name]: { ...counts, latency } };
  const unsentByService = counts.unsent - sum(requests.map(({ failures }) => failures.unsent ?? 0));
  const names = requests.map(({ name }) => weights[name] ?? 0);
  const unsent = divided(unsentByService, names);
  const dropped = divided(counts.dropped, names);
  return Object.fromEntries(
    requests.map((request, i) => {
      const part = requestCounts(request, unsent[i] ?? 0, dropped[i] ?? 0);
      // With drops the numbers have parted from their due times, second by second; not told by name.
      const told = scenarios.step.dropped === 0 && request.latency !== null;
      const own = told ? new Rebuilt(request.latency ?? [0], quantiles).histogram() : new Histogram();
      return [request.name, { ...part, latency: own }];
    }),
  );
}

function requestCounts(request: K6Request, unsentByService: number, dropped: number): LoadCounts {
  const { failures } = request;
  const broken = brokenOf(failures);
  const sent = completedOf(request) + broken + (failures.timeout ?? 0);
  return k6Counts({ sent, unsent: (failures.unsent ?? 0) + unsentByService, dropped, failures, broken });
}

/** Nobody knows the names of arrivals that were dropped: they are divided by weight, to whole ones. */
function divided(total: number, weights: readonly number[]): number[] {
  const all = sum(weights);
  let seen = 0;
  let given = 0;
  return weights.map((weight) => {
    seen += weight;
    const part = Math.round((total * seen) / all) - given;
    given += part;
    return part;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
