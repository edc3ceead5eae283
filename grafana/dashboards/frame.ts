import { CHOSEN_CONTENDERS, CHOSEN_SCENARIOS, ITS_RUN, tagValues } from './influxql.ts';
import type { Draft } from './panels.ts';
import {
  type Annotation,
  DATASOURCE,
  type Dashboard,
  type Link,
  type Panel,
  type Variable,
} from './schema.ts';

/** Of Grafana 12 and 13: what `@grafana/grafana-foundation-sdk` writes. */
export const SCHEMA_VERSION = 42;
const COLUMNS = 24;

export interface Frame {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** How often it asks again; empty: when somebody does. */
  readonly refresh: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly variables: readonly Variable[];
  readonly annotations: readonly Annotation[];
  readonly panels: readonly Draft[];
}

/** What every dashboard of the lab has in common. */
export function framed({
  uid,
  title,
  description,
  refresh,
  time,
  variables,
  annotations,
  panels,
}: Frame): Dashboard {
  return {
    uid,
    title,
    description,
    tags: ['framework-lab'],
    timezone: 'browser',
    editable: false,
    graphTooltip: 1,
    schemaVersion: SCHEMA_VERSION,
    refresh,
    time,
    timepicker: { refresh_intervals: ['1s', '2s', '5s', '10s', '30s', '1m', '5m'] },
    links: [others],
    templating: { list: variables },
    annotations: { list: annotations },
    panels: placed(panels),
  };
}

const others: Link = {
  title: 'Framework Lab',
  type: 'dashboards',
  icon: 'external link',
  tooltip: '',
  tags: ['framework-lab'],
  asDropdown: false,
  targetBlank: false,
  includeVars: true,
  keepTime: true,
};

/** From left to right, a new row where one does not fit; numbered as they stand. */
export function placed(drafts: readonly Draft[]): Panel[] {
  let x = 0;
  let y = 0;
  let rowHeight = 0;
  return drafts.map(({ size, ...panel }, i) => {
    if (x + size.w > COLUMNS) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    const gridPos = { x, y, ...size };
    x += size.w;
    rowHeight = Math.max(rowHeight, size.h);
    return { ...panel, id: i + 1, gridPos };
  });
}

const NEWEST_FIRST = 2;
const BY_NAME = 1;

interface Choice {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly query: string;
}

function choice({ name, label, description, query }: Choice, sort: number): Variable {
  return {
    type: 'query',
    name,
    label,
    description,
    query,
    definition: query,
    datasource: DATASOURCE,
    // Asked again with every refresh of a relative time range.
    refresh: 2,
    sort,
    regex: '',
    options: [],
  } as Variable;
}

/** Empty, Grafana takes the first: the newest run, as ids begin with their time. */
function oneOf(about: Choice): Variable {
  return { ...choice(about, NEWEST_FIRST), multi: false, includeAll: false, current: {} } as Variable;
}

function anyOf(about: Choice): Variable {
  const current = { selected: true, text: ['All'], value: ['$__all'] };
  return { ...choice(about, BY_NAME), multi: true, includeAll: true, allValue: '.*', current } as Variable;
}

export const SCENARIO = anyOf({
  name: 'scenario',
  label: 'Scenario',
  description: 'Runs of which scenarios to choose from',
  query: tagValues('scenario', 'lab_event'),
});
export const RUN = oneOf({
  name: 'run',
  label: 'Run',
  description: 'The newest, unless another one is chosen',
  query: tagValues('run', 'lab_event', CHOSEN_SCENARIOS),
});
export const OTHER_RUN = oneOf({
  name: 'other',
  label: 'Compared with',
  description: 'A run to lay over it',
  query: tagValues('run', 'lab_event', CHOSEN_SCENARIOS),
});
export const CONTENDER = anyOf({
  name: 'contender',
  label: 'Contender',
  description: 'Services with one configuration each',
  query: tagValues('contender', 'lab_event', ITS_RUN),
});
export const GENERATOR = anyOf({
  name: 'generator',
  label: 'Generator',
  description: 'Who offered the load',
  query: tagValues('generator', 'lab_resource', ITS_RUN),
});

function annotation(name: string, iconColor: string, where: readonly string[]): Annotation {
  const conditions = [ITS_RUN, ...where, '$timeFilter'].join(' AND ');
  return {
    name,
    enable: true,
    iconColor,
    datasource: DATASOURCE,
    target: {
      refId: 'Anno',
      datasource: DATASOURCE,
      query: `SELECT "text", "tags" FROM "lab_event" WHERE ${conditions}`,
      rawQuery: true,
      textEditor: true,
      fromAnnotations: true,
      textColumn: 'text',
      tagsColumn: 'tags',
    },
  };
}

export const ANNOTATIONS: readonly Annotation[] = [
  annotation('Run', 'purple', [`"kind" =~ /^run-/`]),
  annotation('Launches', 'blue', [`"kind" = 'launch-started'`, CHOSEN_CONTENDERS]),
  annotation('Steps', 'light-blue', [`"kind" = 'step-started'`, CHOSEN_CONTENDERS]),
  annotation('Verdicts', 'orange', [`"kind" = 'verdict'`, CHOSEN_CONTENDERS]),
];
