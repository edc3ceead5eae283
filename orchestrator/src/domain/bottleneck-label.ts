/** The closed list, in the order in which the labels are tried; docs/METHODOLOGY.md explains each. */
export const BOTTLENECK_LABELS = [
  'host-noise',
  'cpu-quota',
  'generator',
  'service-cpu',
  'dependency-cpu',
  'service-blocked',
  'service-stalled',
  'service-imbalance',
  'service-memory',
  'network',
  'service-queueing',
  'service-wait',
  'unknown',
] as const;

export type BottleneckLabel = (typeof BOTTLENECK_LABELS)[number];

/** What limited a step that was not held. */
export interface Bottleneck {
  readonly label: BottleneckLabel;
  /** The numbers that gave the label, by name; shares are 0 to 1. */
  readonly evidence: Readonly<Record<string, number>>;
  /** The same for people. */
  readonly sentence: string;
}

/** What the measurement ran into; then the service may hold more than was seen. */
const OF_THE_MEASUREMENT: readonly BottleneckLabel[] = ['host-noise', 'generator'];

/** Whether what stopped a contender may be published as its limit; otherwise it holds "at least" so much. */
export function isLimitOfService(bottleneck: Pick<Bottleneck, 'label'>): boolean {
  return !OF_THE_MEASUREMENT.includes(bottleneck.label);
}

/** Whether it names a cause: noise and a generator at its end say nothing of the service, and `unknown` nothing at all. */
export function isCauseInService(label: BottleneckLabel): boolean {
  return label !== 'unknown' && isLimitOfService({ label });
}
