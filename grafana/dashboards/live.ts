import { DASHBOARD_UIDS } from '@framework-lab/orchestrator/domain/metrics/grafana-link';
import { ANNOTATIONS, CONTENDER, framed, GENERATOR, RUN, SCENARIO } from './frame.ts';
import { CHOSEN, perInterval, role, rows } from './influxql.ts';
import { byName, byPattern, table, text, timeSeries } from './panels.ts';
import { verdictColours } from './verdicts.ts';

const seconds = { measurement: 'lab_second', where: CHOSEN, by: ['contender'] } as const;
const resources = { measurement: 'lab_resource', where: CHOSEN, by: ['contender', 'role'] } as const;
const server = {
  measurement: 'lab_resource',
  where: [...CHOSEN, role('server')],
  by: ['contender'],
} as const;
const NAMED = '$tag_contender $col';
/** The objective is data: it differs from run to run, and stands in every second. */
const objectiveLine = byPattern('/objective$/', {
  color: { mode: 'fixed', fixedColor: 'red' },
  'custom.lineStyle': { fill: 'dash', dash: [10, 10] },
  'custom.lineWidth': 1,
});

export const live = framed({
  uid: DASHBOARD_UIDS.live,
  title: 'Framework Lab: live',
  description: 'A run while it goes on, and every later look at it',
  refresh: '2s',
  time: { from: 'now-15m', to: 'now' },
  variables: [SCENARIO, RUN, CONTENDER, GENERATOR],
  annotations: ANNOTATIONS,
  panels: [
    timeSeries({
      title: 'Offered against achieved',
      description:
        'Arrivals that were due, requests written, and wanted responses, each per second. Apart: the service, or the generator, did not keep up.',
      w: 12,
      unit: 'reqps',
      queries: [
        {
          query: perInterval(
            'mean',
            { offered: 'offered_per_s', sent: 'sent_per_s', achieved: 'ok_per_s' },
            seconds,
          ),
          alias: NAMED,
        },
      ],
      overrides: [byPattern('/offered$/', { 'custom.lineStyle': { fill: 'dash', dash: [6, 6] } })],
    }),
    timeSeries({
      title: 'Latency from the intended send time',
      description:
        'The worst second of each interval; a percentile stands only where enough requests of a second support it (p99: 1,000 a second). Red: the objective.',
      w: 12,
      unit: 'ms',
      log: true,
      queries: [
        {
          query: perInterval(
            'max',
            { p50: 'p50_ms', p90: 'p90_ms', p95: 'p95_ms', p99: 'p99_ms', 'p99.9': 'p999_ms', max: 'max_ms' },
            seconds,
          ),
          alias: NAMED,
        },
        {
          query: perInterval(
            'max',
            { objective: 'objective_ms' },
            { measurement: 'lab_second', where: CHOSEN },
          ),
          alias: '$col',
        },
      ],
      overrides: [objectiveLine],
    }),
    timeSeries({
      title: 'Not achieved',
      description:
        'Errors, timeouts and requests that found no connection are the service’s; dropped arrivals are the generator’s own fault.',
      w: 8,
      unit: 'reqps',
      bars: true,
      stacked: true,
      thresholds: [[1, 'red']],
      queries: [
        {
          query: perInterval(
            'mean',
            {
              errors: 'errors_per_s',
              timeouts: 'timeouts_per_s',
              unsent: 'unsent_per_s',
              dropped: 'dropped_per_s',
            },
            seconds,
          ),
          alias: NAMED,
        },
      ],
    }),
    timeSeries({
      title: 'Statuses',
      description:
        'Responses by class of status, by the clock of responses; k6 does not tell them by the second.',
      w: 8,
      unit: 'reqps',
      queries: [
        {
          query: perInterval(
            'mean',
            {
              '2xx': 'status_2xx_per_s',
              '3xx': 'status_3xx_per_s',
              '4xx': 'status_4xx_per_s',
              '5xx': 'status_5xx_per_s',
            },
            seconds,
          ),
          alias: NAMED,
        },
      ],
    }),
    timeSeries({
      title: 'In flight and schedule',
      description:
        'Requests sent and not answered. Right: how late the generator’s schedule was, p99; it makes seconds unclean.',
      w: 8,
      unit: 'short',
      queries: [
        { query: perInterval('mean', { 'in flight': 'in_flight' }, seconds), alias: NAMED },
        { query: perInterval('max', { 'lag p99': 'lag_p99_ms' }, seconds), alias: NAMED },
      ],
      overrides: [byPattern('/lag p99$/', { unit: 'ms', 'custom.axisPlacement': 'right' })],
    }),
    timeSeries({
      title: 'CPU by role',
      description:
        'Of the CPUs of the role. A generator above 80 % makes a step invalid; a service above 90 % is limited by its CPU.',
      w: 8,
      unit: 'percentunit',
      max: 1,
      thresholds: [
        [0.8, 'orange'],
        [0.9, 'red'],
      ],
      queries: [
        { query: perInterval('mean', { cpu: 'cpu_share' }, resources), alias: '$tag_contender $tag_role' },
      ],
    }),
    timeSeries({
      title: 'Resident memory',
      description: 'Of all processes of the service, and of the generator where it tells.',
      w: 8,
      unit: 'mbytes',
      queries: [
        { query: perInterval('max', { rss: 'rss_mb' }, resources), alias: '$tag_contender $tag_role' },
      ],
    }),
    timeSeries({
      title: 'Event loop of the service',
      description:
        'Delay p99 of its slowest worker, and how busy the busiest is (right). Busy loops beside an idle CPU are blocking calls.',
      w: 8,
      unit: 'ms',
      thresholds: [[50, 'red']],
      queries: [
        { query: perInterval('max', { delay: 'loop_delay_p99_ms' }, server), alias: NAMED },
        { query: perInterval('max', { busy: 'loop_utilisation_max', gc: 'gc_share' }, server), alias: NAMED },
      ],
      overrides: [
        byPattern('/(busy|gc)$/', { unit: 'percentunit', max: 1, 'custom.axisPlacement': 'right' }),
      ],
    }),
    timeSeries({
      title: 'As the service counts',
      description:
        'Responses it finished and requests it holds, by its own telemetry: all there is to see of a k6 step while it lasts.',
      w: 12,
      unit: 'reqps',
      queries: [
        { query: perInterval('mean', { completed: 'completed_per_s' }, server), alias: NAMED },
        { query: perInterval('max', { 'in flight': 'in_flight' }, server), alias: NAMED },
      ],
      overrides: [byPattern('/in flight$/', { unit: 'short', 'custom.axisPlacement': 'right' })],
    }),
    text(
      'How to read this',
      [
        'The **built-in generator** tells every second as it happens; when a step is over its seconds are replaced by those of **intended send times**, by which the step is judged.',
        '',
        '**k6** tells only at the end of a step: until then the service’s own telemetry (left) shows it, and its seconds appear above when the step is over.',
        '',
        'Lead-in and warm-up are shown, and never counted. A line that breaks is a launch that ended.',
      ].join('\n'),
      { w: 12, h: 8 },
    ),
    table({
      title: 'Steps',
      description: 'What each step was judged, and why. Latency in ms from the intended send time.',
      w: 24,
      h: 10,
      unit: 'short',
      queries: [
        {
          query: rows(
            {
              offered: 'offered_per_s',
              achieved: 'achieved_per_s',
              verdict: 'verdict',
              p50: 'p50_ms',
              p99: 'p99_ms',
              'p99.9': 'p999_ms',
              errors: 'error_share',
              dropped: 'dropped',
              'cpu µs/request': 'server_cpu_us_per_request',
              why: 'detail',
            },
            { measurement: 'lab_step', where: CHOSEN, by: ['contender', 'generator', 'block', 'attempt'] },
          ),
        },
      ],
      overrides: [
        byPattern('/^(offered|achieved)$/', { unit: 'reqps' }),
        byPattern('/^p/', { unit: 'ms' }),
        byName('errors', { unit: 'percentunit' }),
        byName('cpu µs/request', { unit: 'µs' }),
        byName('verdict', verdictColours),
      ],
    }),
  ],
});
