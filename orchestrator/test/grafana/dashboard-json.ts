/** A dashboard as it stands in its file, as far as tests look at it. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly editable: boolean;
  readonly refresh: string;
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: { readonly list: readonly AnnotationJson[] };
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly datasource: object;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly TargetJson[];
  readonly fieldConfig: {
    readonly defaults: {
      readonly unit: string;
      readonly color: { readonly mode: string };
      readonly custom?: Readonly<Record<string, unknown>>;
      readonly thresholds: {
        readonly steps: readonly { readonly value: number | null; readonly color: string }[];
      };
    };
    readonly overrides: readonly {
      readonly matcher: { readonly options: unknown };
      readonly properties: readonly unknown[];
    }[];
  };
}

export interface TargetJson {
  readonly refId: string;
  readonly datasource: object;
  readonly query: string;
  readonly rawQuery: boolean;
  readonly resultFormat: string;
  readonly alias?: string;
}

export interface VariableJson {
  readonly name: string;
  readonly query: string;
  readonly datasource: object;
  readonly multi: boolean;
}

export interface AnnotationJson {
  readonly name: string;
  readonly datasource: object;
  readonly target: { readonly query: string; readonly datasource: object };
}

export interface NamedQuery {
  readonly name: string;
  readonly kind: 'panel' | 'annotation' | 'variable';
  readonly query: string;
}

/** Every query that Grafana would ever send for a dashboard. */
export function queriesOf({ uid, panels, templating, annotations }: DashboardJson): NamedQuery[] {
  return [
    ...templating.list.map(({ name, query }) => ({
      kind: 'variable' as const,
      name: `${uid} $${name}`,
      query,
    })),
    ...annotations.list.map(({ name, target }) => ({
      kind: 'annotation' as const,
      name: `${uid} @${name}`,
      query: target.query,
    })),
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ refId, query }) => ({
        kind: 'panel' as const,
        name: `${uid} "${title}" ${refId}`,
        query,
      })),
    ),
  ];
}
