import { DASHBOARD_UIDS, grafanaLink } from '../domain/metrics/grafana-link.ts';
import { redactUrl } from '../domain/redact.ts';
import type { RunRecord } from '../domain/run-record.ts';
import type { MetricSink } from '../ports/metric-sink.ts';
import type { MetricStack } from '../ports/runtime.ts';
import type { RunSettings } from './apply-settings.ts';
import type { LabApp } from './lab-app.ts';
import { DEFAULT_GRAFANA_URL } from './push.ts';

/** Where the metrics of a run that has ended are. */
export interface EndedMetrics {
  /** Shows this run; null where no Grafana is known. */
  readonly grafana: string | null;
  /** What is not in InfluxDB and how to bring it there; null when nothing is missing, or nobody asked. */
  readonly problem: string | null;
}

export interface RunMetrics {
  readonly sink: MetricSink;
  /** Says where the run can be watched while it goes on. */
  invite(record: RunRecord): void;
  ended(record: RunRecord): Promise<EndedMetrics>;
}

/** Metrics go into the run's folder always, and to the InfluxDB that was named or that runs beside the lab. */
export function openMetrics(
  app: LabApp,
  request: {
    readonly settings: Pick<RunSettings, 'influx' | 'grafana'>;
    readonly folder: string;
    readonly stack: MetricStack | null;
    readonly progress: (text: string) => void;
  },
): RunMetrics {
  const { settings, folder, stack, progress } = request;
  const url = settings.influx === 'off' ? null : (settings.influx ?? stack?.influxUrl ?? null);
  const grafana = url === null ? null : (settings.grafana ?? stack?.grafanaUrl ?? DEFAULT_GRAFANA_URL);
  const sink = app.openSink({ folder, url, log: progress });
  const link = (record: RunRecord): string | null => {
    if (grafana === null) return null;
    const fromMs = Date.parse(record.startedAt);
    const toMs = record.endedAt === null ? null : Date.parse(record.endedAt);
    return redactUrl(grafanaLink(grafana, { uid: DASHBOARD_UIDS.live, run: record.id, fromMs, toMs }));
  };
  return {
    sink,
    invite: (record) => {
      const shown = link(record);
      if (shown !== null) progress(`watch it in Grafana: ${shown}`);
    },
    ended: async (record) => {
      const { problem } = await sink.close();
      const again =
        problem === null || url === null ? problem : `${problem}; npm run lab -- push ${record.id}`;
      return { grafana: link(record), problem: again };
    },
  };
}
