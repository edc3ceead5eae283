import type * as common from '@grafana/grafana-foundation-sdk/common';
import type * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type * as xychart from '@grafana/grafana-foundation-sdk/xychart';

/** Grafana's own types, with the values of their enums written as they stand in the JSON. */
type Plain<T> = T extends string
  ? `${T}`
  : T extends readonly (infer E)[]
    ? readonly Plain<E>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;

export type Dashboard = Omit<Plain<dashboard.Dashboard>, 'panels' | 'annotations'> & {
  readonly panels: readonly Panel[];
  readonly annotations: { readonly list: readonly Annotation[] };
};
export type Panel = Omit<Plain<dashboard.Panel>, 'targets'> & { readonly targets?: readonly Target[] };
export type Variable = Plain<dashboard.VariableModel>;
export type Annotation = Omit<Plain<dashboard.AnnotationQuery>, 'target'> & { readonly target: object };
export type Link = Plain<dashboard.DashboardLink>;
export type FieldDefaults = Plain<dashboard.FieldConfig>;
export type FieldOverride = Plain<dashboard.FieldConfigSource>['overrides'][number];
export type GraphStyle = Plain<common.GraphFieldConfig>;
export type XyStyle = Plain<xychart.FieldConfig>;
export type XyOptions = Plain<xychart.Options>;

/** The SDK has no query of InfluxDB. */
export interface Target {
  readonly refId: string;
  readonly datasource: typeof DATASOURCE;
  readonly query: string;
  readonly rawQuery: true;
  readonly resultFormat: 'time_series' | 'table';
  readonly alias?: string;
}

/** As provisioning/datasources/influxdb.yaml names it. */
export const DATASOURCE = { type: 'influxdb', uid: 'framework-lab-influxdb' } as const;
