/** Uids of the provisioned dashboards: the addresses that links keep. */
export const DASHBOARD_UIDS = {
  live: 'framework-lab-live',
  compare: 'framework-lab-compare',
  machine: 'framework-lab-machine',
} as const;

export interface GrafanaView {
  readonly uid: string;
  readonly run: string;
  /** Unix ms. */
  readonly fromMs: number;
  /** Null: the run goes on, and so does the view. */
  readonly toMs: number | null;
}

/** So that the first and the last second do not stand on the edge of a chart. */
const MARGIN_MS = 5000;

/** The address of a dashboard that shows one run. */
export function grafanaLink(base: string, { uid, run, fromMs, toMs }: GrafanaView): string {
  const query = new URLSearchParams({
    from: String(Math.floor(fromMs) - MARGIN_MS),
    to: toMs === null ? 'now' : String(Math.ceil(toMs) + MARGIN_MS),
    'var-run': run,
  });
  return `${base.replace(/\/+$/, '')}/d/${uid}?${query}`;
}
