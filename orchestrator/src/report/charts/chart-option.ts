import type { LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type {
  GridComponentOption,
  LegendComponentOption,
  MarkAreaComponentOption,
  MarkLineComponentOption,
} from 'echarts/components';
import type { ComposeOption } from 'echarts/core';
import type { XAXisOption, YAXisOption } from 'echarts/types/dist/shared';
import { displayWidth, ellipsis } from '../text/display-width.ts';
import { ink } from './chart-theme.ts';
import { type Axis, type Drawing, type Panel, WIDTH } from './drawing.ts';

export type ChartOption = ComposeOption<
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | MarkAreaComponentOption
  | MarkLineComponentOption
  | ScatterSeriesOption
>;

const FONT_SIZE = 12;
/** Of the library's own estimate, generous: there is no font to measure where this is drawn. */
const CHARACTER = 7.2;
const LEGEND_ROW = 24;
const LEGEND_ICON = 30;
const LONGEST_NAME = 32;
/** Around the axes, for what is written there. */
const ROOM = { left: 62, top: 26, right: 28, bottom: 42 };

/** What the library is to draw, and how high that is. */
export function chartOption(drawing: Drawing): { readonly option: ChartOption; readonly height: number } {
  const { panels, series } = drawing;
  const legend = drawing.legend ? legendOf(drawing.names) : null;
  const rooms = panels.map(roomOf);
  const option: ChartOption = {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: 'system-ui', fontSize: FONT_SIZE, color: ink('text') },
    ...(legend === null ? {} : { legend: legend.option }),
    grid: panels.map(({ left, top, width, height }, i) => {
      const room = rooms[i] as number;
      return {
        left: left + room,
        top: top + ROOM.top + (legend?.height ?? 0),
        width: width - room - ROOM.right,
        height: height - ROOM.top - ROOM.bottom,
        outerBoundsMode: 'none',
      };
    }),
    xAxis: panels.map(({ x }, i): XAXisOption => ({ ...axis(x), gridIndex: i, ...xName(x) }) as XAXisOption),
    yAxis: panels.map(
      ({ y }, i): YAXisOption => ({ ...axis(y, rooms[i]), gridIndex: i, ...yName(y) }) as YAXisOption,
    ),
    series: series.map(({ option: one }) => one),
  };
  const height = Math.max(...panels.map(({ top, height: own }) => top + own)) + (legend?.height ?? 0);
  return { option, height };
}

/** In columns as wide as the longest name, so that any number of them wraps and nothing covers anything. */
function legendOf(names: readonly string[]): { option: LegendComponentOption; height: number } {
  const longest = Math.min(LONGEST_NAME, Math.max(...names.map(displayWidth)));
  const text = Math.ceil(longest * CHARACTER);
  const columns = Math.max(1, Math.floor((WIDTH - 20) / (LEGEND_ICON + 5 + text + 12)));
  const rows = Math.ceil(names.length / columns);
  const option: LegendComponentOption = {
    left: 10,
    top: 6,
    width: WIDTH - 20,
    padding: 0,
    itemWidth: LEGEND_ICON,
    itemHeight: 10,
    itemGap: 12,
    selectedMode: false,
    formatter: (name) => ellipsis(name, LONGEST_NAME),
    textStyle: { color: ink('text'), width: text, lineHeight: 12, overflow: 'truncate' },
    data: names.map((name) => ({ name })),
  };
  return { option, height: rows * LEGEND_ROW + 6 };
}

function roomOf({ y, width }: Panel): number {
  if (y.kind !== 'names') return ROOM.left;
  const longest = Math.max(0, ...(y.names ?? []).map(displayWidth));
  return Math.min(width * 0.4, longest * CHARACTER + 16);
}

function axis({ kind, min, max, whole, headroom, format, names = [] }: Axis, room = WIDTH): object {
  const common = {
    axisLine: { show: true, lineStyle: { color: ink('axis') } },
    axisTick: { show: kind !== 'names', lineStyle: { color: ink('axis') } },
    splitLine: { show: kind !== 'names', lineStyle: { color: ink('grid') } },
    axisLabel: {
      color: ink('muted'),
      fontSize: 11,
      hideOverlap: true,
      ...(kind === 'names' ? { width: room - 12, overflow: 'truncate', interval: 0 } : {}),
      ...(format === undefined ? {} : { formatter: format }),
    },
  };
  if (kind === 'names') return { ...common, type: 'category', data: names };
  return {
    ...common,
    type: kind === 'log' ? 'log' : 'value',
    ...(whole === true ? { minInterval: 1 } : {}),
    ...(headroom === undefined ? {} : { boundaryGap: [0, headroom] }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  };
}

const NAME = { color: ink('muted'), fontSize: 11 };

function xName({ name }: Axis): object {
  return { name, nameLocation: 'middle', nameGap: 26, nameTextStyle: NAME };
}

function yName({ name, kind }: Axis): object {
  const style = { ...NAME, align: 'left', padding: [0, 0, 0, -50] };
  return { name, nameLocation: 'end', nameGap: 10, nameTextStyle: style, inverse: kind === 'names' };
}
