import type { HostHealthSecond, LabEvent, ServerSecond } from '../events.ts';
import type { WorkerUse } from '../samples.ts';
import { type FieldsOf, type Point, point } from './fields.ts';
import { liveFields } from './load-fields.ts';
import { generatorOf, type MetricContext, spanOf, stepTags } from './metric-context.ts';

type Second = Extract<LabEvent, { readonly type: 'second' }>;

/** A second of load, of the service, of the generator and of the machine, each at its start. */
export function liveSecondPoints(event: Second, wallMs: number, context: MetricContext): Point[] {
  const { load, server, generator, host, step, contender } = event;
  const span = spanOf(context, event);
  const tags = stepTags(context, step, contender, span?.generator ?? generatorOf(context, event));
  const points: Point[] = [];
  if (load !== null && span !== null) {
    const atMs = span.startWallMs + load.index * 1000;
    points.push(point('lab_second', tags, liveFields(load, context.run.objective.latencyMs), atMs));
  }
  const resource = (role: string, fields: FieldsOf<'lab_resource'>): Point =>
    point('lab_resource', { ...tags, role }, fields, wallMs - 1000);
  if (server !== null) points.push(resource('server', serverFields(server, event, context)));
  const cpuShare = generator?.cpuShare ?? load?.cpuShare ?? null;
  points.push(resource('generator', { cpu_share: cpuShare, rss_mb: generator?.rssMb }));
  if (host) points.push(resource('host', hostFields(host)));
  return points;
}

function serverFields(server: ServerSecond, event: Second, context: MetricContext): FieldsOf<'lab_resource'> {
  const { workers } = server;
  const most = (of: (use: WorkerUse) => number): number | null =>
    workers.length === 0 ? null : Math.max(...workers.map(of));
  const sum = (of: (use: WorkerUse) => number): number | null =>
    workers.length === 0 ? null : workers.reduce((total, use) => total + of(use), 0);
  const utilisation = sum((use) => use.loopUtilisation);
  return {
    cpu_share: server.cpuShare,
    rss_mb: server.rssMb,
    processes: server.processes,
    throttled_share: server.throttledShare,
    workers: workers.length === 0 ? null : workers.length,
    completed_per_s: completedPerSec(server, event, context),
    in_flight: sum((use) => use.inFlight),
    loop_utilisation_max: most((use) => use.loopUtilisation),
    loop_utilisation_mean: utilisation === null ? null : utilisation / workers.length,
    loop_delay_p99_ms: most((use) => use.loopDelayP99Ms),
    gc_share: most((use) => use.gcShare),
  };
}

/** Null in a launch's first second, and where the count went back: a worker was replaced. */
function completedPerSec(
  { completed }: ServerSecond,
  event: Second,
  { served, launch }: MetricContext,
): number | null {
  if (completed === null || served === null) return null;
  if (served.launch !== (event.step?.launch ?? launch?.launch ?? 0)) return null;
  const elapsedS = (event.atMs - served.atMs) / 1000;
  const grown = completed - served.completed;
  return elapsedS <= 0 || grown < 0 ? null : grown / elapsedS;
}

function hostFields(host: HostHealthSecond): FieldsOf<'lab_resource'> {
  return {
    cpu_share: host.cpuShare,
    steal_share: host.stealShare,
    foreign_share: host.foreignShare,
    softirq_share: host.softirqShare,
    frequency_mhz: host.frequencyMhz,
    load_average: host.loadAverage,
    pressure_cpu_share: host.pressureCpuShare,
    pressure_memory_share: host.pressureMemoryShare,
    listen_overflows: host.listenOverflows,
    listen_drops: host.listenDrops,
    tcp_retransmits: host.tcpRetransmits,
  };
}
