import { DASHBOARD_UIDS } from '@framework-lab/orchestrator/domain/metrics/grafana-link';
import { CONTENDER, framed, GENERATOR, OTHER_RUN, RUN, SCENARIO } from './frame.ts';
import {
  BOTH_RUNS,
  CHOSEN,
  CHOSEN_CONTENDERS,
  CHOSEN_GENERATORS,
  type Columns,
  FINAL,
  HELD,
  highest,
  rows,
} from './influxql.ts';
import { barGauge, byName, byPattern, type Draft, table, text, xyChart } from './panels.ts';
import { verdictColours } from './verdicts.ts';

const ofRun = { measurement: 'lab_step', where: [...CHOSEN, FINAL], by: ['contender'] } as const;
const ofBoth = {
  measurement: 'lab_step',
  where: [BOTH_RUNS, CHOSEN_CONTENDERS, CHOSEN_GENERATORS, FINAL],
  by: ['run', 'contender'],
} as const;

interface AgainstRate {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly log?: boolean;
  readonly thresholds?: readonly (readonly [number, string])[];
  readonly columns: Columns<'lab_step'>;
}

function againstRate({ columns, ...panel }: AgainstRate, from: typeof ofRun | typeof ofBoth): Draft {
  return xyChart({
    ...panel,
    w: 12,
    h: 10,
    x: 'offered',
    xUnit: 'reqps',
    lines: from.by,
    queries: [{ query: rows({ offered: 'offered_per_s', ...columns }, from) }],
  });
}

export const compare = framed({
  uid: DASHBOARD_UIDS.compare,
  title: 'Framework Lab: compare',
  description: 'The contenders of a run, and a run with another one',
  refresh: '',
  time: { from: 'now-6h', to: 'now' },
  variables: [SCENARIO, RUN, OTHER_RUN, CONTENDER, GENERATOR],
  annotations: [],
  panels: [
    barGauge({
      title: 'Highest rate with a held step',
      description: 'Of the rates that were offered; not a capacity, rates in between were not tried.',
      w: 12,
      h: 10,
      unit: 'reqps',
      queries: [
        {
          query: highest('held', 'offered_per_s', { ...ofRun, where: [...ofRun.where, HELD] }),
          alias: '$tag_contender',
        },
      ],
    }),
    againstRate(
      {
        title: 'p99 against the offered rate',
        description:
          'Every launch’s steps, latency from the intended send time, on a log axis. Missing: too few requests for a p99.',
        unit: 'ms',
        log: true,
        columns: { p99: 'p99_ms' },
      },
      ofRun,
    ),
    againstRate(
      {
        title: 'Service CPU per request',
        description: 'The steadiest number a lab can give: it repeats where saturated rates do not.',
        unit: 'µs',
        columns: { 'cpu per request': 'server_cpu_us_per_request' },
      },
      ofRun,
    ),
    againstRate(
      {
        title: 'Service CPU against the offered rate',
        description: 'Of the server CPUs; what a service that stops below 90 % waits for is something else.',
        unit: 'percentunit',
        thresholds: [[0.9, 'red']],
        columns: { cpu: 'server_cpu_share' },
      },
      ofRun,
    ),
    text(
      'Two runs',
      'Choose the other run above (**Compared with**). Below, the steps of both are laid over each other by their offered rate. Two runs of different days differ by the day, too: only blocks within one run are a test.',
      { w: 24, h: 3 },
    ),
    barGauge({
      title: 'Both runs: highest rate with a held step',
      description: 'Of the rates that each run offered.',
      w: 12,
      h: 10,
      unit: 'reqps',
      queries: [
        {
          query: highest('held', 'offered_per_s', { ...ofBoth, where: [...ofBoth.where, HELD] }),
          alias: '$tag_contender · $tag_run',
        },
      ],
    }),
    againstRate(
      {
        title: 'Both runs: p99 against the offered rate',
        description: 'From the intended send time, on a log axis.',
        unit: 'ms',
        log: true,
        columns: { p99: 'p99_ms' },
      },
      ofBoth,
    ),
    againstRate(
      {
        title: 'Both runs: achieved against offered',
        description: 'Wanted responses per second; below the diagonal something was lost.',
        unit: 'reqps',
        columns: { achieved: 'achieved_per_s' },
      },
      ofBoth,
    ),
    againstRate(
      {
        title: 'Both runs: service CPU per request',
        description: 'Where this moved, the code, its settings or the machine moved.',
        unit: 'µs',
        columns: { 'cpu per request': 'server_cpu_us_per_request' },
      },
      ofBoth,
    ),
    table({
      title: 'Steps of both runs',
      description: 'As they were judged, each under its own objective.',
      w: 24,
      h: 12,
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
              objective: 'objective_ms',
              errors: 'error_share',
              'cpu per request': 'server_cpu_us_per_request',
              cpu: 'server_cpu_share',
              rss: 'server_rss_mb',
              why: 'reason',
              'stopped by': 'bottleneck',
            },
            { ...ofBoth, by: ['run', 'contender', 'generator', 'block'] },
          ),
        },
      ],
      overrides: [
        byPattern('/^(offered|achieved)$/', { unit: 'reqps' }),
        byPattern('/^(p50|p99|objective)$/', { unit: 'ms' }),
        byPattern('/^(errors|cpu)$/', { unit: 'percentunit' }),
        byName('cpu per request', { unit: 'µs' }),
        byName('rss', { unit: 'mbytes' }),
        byName('verdict', verdictColours),
      ],
    }),
  ],
});
