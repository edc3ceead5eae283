/** What InfluxDB keeps of a field for ever: the first point decides, later ones of another type are refused. */
export type FieldType = 'float' | 'integer' | 'string' | 'boolean';

/**
 * Every field of every measurement with its type; a test holds it. Units stand in the names, shares
 * are 0 to 1. Aggregates by the second and by the step, never one point per request.
 */
export const FIELDS = {
  /** One second of load, at its start. Percentiles only where enough requests support them. */
  lab_second: {
    phase: 'string', // lead-in, load or drain
    offered_per_s: 'float', // arrivals that were due
    sent_per_s: 'float',
    ok_per_s: 'float', // wanted responses: the achieved rate
    completed_per_s: 'float',
    dropped_per_s: 'float', // the generator was too late: its own fault
    unsent_per_s: 'float', // no connection came free
    errors_per_s: 'float',
    timeouts_per_s: 'float',
    status_2xx_per_s: 'float', // statuses by the clock of responses, so only where they were seen live
    status_3xx_per_s: 'float',
    status_4xx_per_s: 'float',
    status_5xx_per_s: 'float',
    p50_ms: 'float',
    p90_ms: 'float',
    p95_ms: 'float',
    p99_ms: 'float',
    p999_ms: 'float',
    max_ms: 'float',
    objective_ms: 'float',
    in_flight: 'float',
    lag_p99_ms: 'float', // how late the schedule was: the generator's fault
  },
  /** One step, at its start. */
  lab_step: {
    offered_per_s: 'float',
    achieved_per_s: 'float',
    duration_s: 'float',
    verdict: 'string',
    verdict_code: 'integer', // 3 held, 2 undecided, 1 failed, 0 invalid
    reason: 'string',
    detail: 'string',
    bottleneck: 'string', // label of what limited it; absent where it was held
    purpose: 'string', // ladder, or of a search compare, search, confirm, overload, recovery
    final: 'boolean', // false: a later attempt replaced it
    planned: 'integer',
    sent: 'integer',
    ok: 'integer',
    errors: 'integer',
    timeouts: 'integer',
    unsent: 'integer',
    dropped: 'integer',
    error_share: 'float',
    p50_ms: 'float',
    p90_ms: 'float',
    p95_ms: 'float',
    p99_ms: 'float',
    p999_ms: 'float',
    max_ms: 'float',
    service_p99_ms: 'float', // from the send instead of the intended time
    lag_p99_ms: 'float',
    queue_wait_p99_ms: 'float',
    objective_ms: 'float',
    objective_quantile: 'float',
    objective_error_share: 'float',
    in_flight_max: 'integer',
    in_flight_slope_per_s: 'float',
    drain_ms: 'float',
    windows: 'integer',
    clean_windows: 'integer',
    server_cpu_us_per_request: 'float',
    server_cpu_share: 'float',
    server_rss_mb: 'float',
    generator_cpu_us_per_request: 'float',
    generator_cpu_share: 'float',
    steal_share: 'float',
    foreign_share: 'float',
  },
  /** One second of whoever used the machine, by the tag `role`. */
  lab_resource: {
    cpu_share: 'float', // of the CPUs of the role; host: of all of them
    rss_mb: 'float',
    processes: 'integer',
    throttled_share: 'float',
    workers: 'integer',
    completed_per_s: 'float', // as the service itself counts
    in_flight: 'integer', // as the service itself counts
    loop_utilisation_max: 'float', // over the workers, as everything of the event loop here
    loop_utilisation_mean: 'float',
    loop_delay_p99_ms: 'float',
    gc_share: 'float',
    steal_share: 'float',
    foreign_share: 'float',
    softirq_share: 'float',
    frequency_mhz: 'float',
    load_average: 'float',
    pressure_cpu_share: 'float',
    pressure_memory_share: 'float',
    listen_overflows: 'integer',
    listen_drops: 'integer',
    tcp_retransmits: 'integer',
  },
  /** What a chart is annotated with; the kind is a tag. */
  lab_event: {
    title: 'string',
    text: 'string',
    tags: 'string', // comma-separated, as Grafana reads it
  },
} as const satisfies Record<string, Record<string, FieldType>>;

export type Measurement = keyof typeof FIELDS;

type ValueOf<T> = T extends 'string' ? string : T extends 'boolean' ? boolean : number;

/** What a point of a measurement may hold; what is unknown is null, or left out. */
export type FieldsOf<M extends Measurement> = {
  readonly [F in keyof (typeof FIELDS)[M]]?: ValueOf<(typeof FIELDS)[M][F]> | null | undefined;
};

/** In the order of the line; all of them optional, an empty one cannot be written. */
export const TAGS = [
  'run',
  'scenario',
  'runtime',
  'generator',
  'contender',
  'block',
  'launch',
  'step',
  'attempt',
  'role',
  'kind',
] as const;

export type Tags = { readonly [T in (typeof TAGS)[number]]?: string };

export interface Point {
  readonly measurement: Measurement;
  readonly tags: Tags;
  readonly fields: Readonly<Record<string, number | string | boolean | null | undefined>>;
  /** Unix ms. Points of the same tags and time are the same point: fields written later win. */
  readonly atMs: number;
}

export function point<M extends Measurement>(
  measurement: M,
  tags: Tags,
  fields: FieldsOf<M>,
  atMs: number,
): Point {
  return { measurement, tags, fields, atMs: Math.round(atMs) };
}
