import { DASHBOARD_UIDS } from '@framework-lab/orchestrator/domain/metrics/grafana-link';
import { ANNOTATIONS, CONTENDER, framed, GENERATOR, RUN, SCENARIO } from './frame.ts';
import { CHOSEN, type Columns, perInterval, role } from './influxql.ts';
import { byPattern, type TimeSeries, timeSeries } from './panels.ts';

const host = { measurement: 'lab_resource', where: [...CHOSEN, role('host')] } as const;
const byRole = { measurement: 'lab_resource', where: CHOSEN, by: ['role'] } as const;
const server = {
  measurement: 'lab_resource',
  where: [...CHOSEN, role('server')],
  by: ['contender'],
} as const;

function ofHost(
  panel: Omit<TimeSeries, 'queries' | 'w'>,
  aggregate: 'mean' | 'max',
  columns: Columns<'lab_resource'>,
) {
  return timeSeries({
    ...panel,
    w: 12,
    queries: [{ query: perInterval(aggregate, columns, host), alias: '$col' }],
  });
}

export const machine = framed({
  uid: DASHBOARD_UIDS.machine,
  title: 'Framework Lab: machine health',
  description: 'Whether the machine let the service and the generator have what was theirs',
  refresh: '10s',
  time: { from: 'now-15m', to: 'now' },
  variables: [SCENARIO, RUN, CONTENDER, GENERATOR],
  annotations: ANNOTATIONS,
  panels: [
    ofHost(
      {
        title: 'Stolen and foreign CPU',
        description:
          'CPU that a neighbour virtual machine took, and CPU of the server that anything but the contender used. Above 3 % a second is unclean.',
        unit: 'percentunit',
        thresholds: [[0.03, 'red']],
      },
      'max',
      { steal: 'steal_share', foreign: 'foreign_share' },
    ),
    ofHost(
      {
        title: 'CPU of all roles, and waiting for it',
        description:
          'Busy share of server, load and housekeeping CPUs together, and the share of the time in which some task waited for a CPU or for memory.',
        unit: 'percentunit',
        max: 1,
        thresholds: [[0.9, 'orange']],
      },
      'mean',
      {
        busy: 'cpu_share',
        'waiting for cpu': 'pressure_cpu_share',
        'waiting for memory': 'pressure_memory_share',
      },
    ),
    ofHost(
      {
        title: 'CPU frequency',
        description:
          'Of the first CPU. A fall through a run is heat or a power limit. Empty where a virtual machine does not tell.',
        unit: 'rotmhz',
      },
      'mean',
      { frequency: 'frequency_mhz' },
    ),
    timeSeries({
      title: 'Throttling',
      description: 'Scheduler periods in which a CPU quota stopped the service. Empty where there is none.',
      w: 12,
      unit: 'percentunit',
      max: 1,
      thresholds: [[0.01, 'red']],
      queries: [
        {
          query: perInterval('max', { throttled: 'throttled_share' }, server),
          alias: '$tag_contender $col',
        },
      ],
    }),
    ofHost(
      {
        title: 'Soft interrupts',
        description:
          'On the server CPU that has most of them: the kernel’s network work. Above 30 % the network may be what limits.',
        unit: 'percentunit',
        max: 1,
        thresholds: [[0.3, 'red']],
      },
      'max',
      { softirq: 'softirq_share' },
    ),
    ofHost(
      {
        title: 'Load average',
        description:
          'Of the last minute. The lab’s own load is in it: compare with the number of CPUs it uses.',
        unit: 'short',
      },
      'max',
      { load: 'load_average' },
    ),
    ofHost(
      {
        title: 'Lost on the way',
        description:
          'Connections that a full accept queue turned away, and segments that TCP sent again, in each second.',
        unit: 'short',
        bars: true,
        thresholds: [[1, 'red']],
      },
      'max',
      {
        'listen overflows': 'listen_overflows',
        'listen drops': 'listen_drops',
        retransmits: 'tcp_retransmits',
      },
    ),
    timeSeries({
      title: 'CPU and schedule',
      description: 'CPU of each role, of its own CPUs; right: how late the generator’s schedule was, p99.',
      w: 12,
      unit: 'percentunit',
      max: 1,
      thresholds: [[0.8, 'orange']],
      queries: [
        { query: perInterval('mean', { cpu: 'cpu_share' }, byRole), alias: '$tag_role $col' },
        {
          query: perInterval(
            'max',
            { 'lag p99': 'lag_p99_ms' },
            { measurement: 'lab_second', where: CHOSEN },
          ),
          alias: '$col',
        },
      ],
      overrides: [byPattern('/lag p99$/', { unit: 'ms', max: null, 'custom.axisPlacement': 'right' })],
    }),
  ],
});
