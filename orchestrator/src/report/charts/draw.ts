import { createRequire } from 'node:module';
import type { Chart } from './chart.ts';
import { type ChartOption, chartOption } from './chart-option.ts';
import { escapeXml } from './chart-text.ts';
import { compactSvg } from './compact-svg.ts';
import { type Drawing, WIDTH } from './drawing.ts';

/**
 * Loaded by the first chart: no other command is to wait for it. As the one file that CommonJS gets: 0.1 s,
 * and 0.2 s under tsx, where the parts that one can choose among are 500 files and take 0.5 to 3.5 s.
 */
const library = createRequire(import.meta.url);

export function draw(drawing: Drawing): Chart {
  const { option, height } = chartOption(drawing);
  const { id, title, howToRead, names } = drawing;
  const svg = ownSvg(render(option, height), drawing, height);
  return { id, title, howToRead, svg, series: names };
}

function render(option: ChartOption, height: number): string {
  const size = { width: WIDTH, height };
  const { init } = library('echarts') as typeof import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(option);
    return chart.renderToSVGString();
  } finally {
    // It would keep the process alive.
    chart.dispose();
  }
}

/**
 * The library's SVG as a page can hold many of them: ids of its own, no style sheet, no size, and for each
 * datum what it says. Texts are escaped by the library, so no text can look like what is replaced here.
 */
function ownSvg(svg: string, { id, title, series }: Drawing, height: number): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeXml(title)}" font-family="system-ui, sans-serif">`;
  return compactSvg(svg)
    .replace(/<style[^>]*>.*?<\/style>\n?/s, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/(\sid="|="url\(#)zr\d+-/g, `$1${id}-`)
    .replace(/(?: ecmeta_\w+="[^"]*")+/g, (metadata) => tipOf(metadata, series))
    .replace(/^<svg[^>]*>\n<rect[^>]*\/>/, () => open);
}

function tipOf(metadata: string, series: Drawing['series']): string {
  const [, at] = /ecmeta_series_index="(\d+)"/.exec(metadata) ?? [];
  const [, datum] = /ecmeta_data_index="(\d+)"/.exec(metadata) ?? [];
  const tip = series[Number(at)]?.tips?.[Number(datum)];
  return tip === undefined ? '' : ` data-tip="${escapeXml(tip)}"`;
}
