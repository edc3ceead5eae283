import type { Chart } from './chart.ts';
import { escapeXml } from './chart-text.ts';
import { COLOURS, ink } from './chart-theme.ts';

/**
 * A chart as a file of its own, for a README. Its colours stand in it and are replaced in the dark: some
 * viewers know no CSS variables, and those that know no CSS at all still show it.
 */
export function standaloneSvg({ id, title, howToRead, svg }: Chart): string {
  const [, width = '', height = ''] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const words = `<title id="${id}-title">${escapeXml(title)}</title><desc id="${id}-desc">${escapeXml(howToRead)}</desc>`;
  const coloured = Object.entries(COLOURS).reduce(
    (text, [name, { light }]) => text.replaceAll(`="${ink(name as never)}"`, `="${light}"`),
    svg,
  );
  return `${coloured
    .replace('<svg ', `<svg width="${width}" height="${height}" aria-describedby="${id}-desc" `)
    .replace('>', () => `>${words}<style>${darkRules()}</style>`)
    // Without a page's script the browser's own tooltip says it.
    .replace(/<(\w+)([^>]*) data-tip="([^"]*)"([^>]*)\/>/g, '<$1$2$4><title>$3</title></$1>')}\n`;
}

function darkRules(): string {
  const rules = Object.values(COLOURS).flatMap(({ light, dark }) =>
    ['fill', 'stroke'].map((what) => `[${what}="${light}"]{${what}:${dark}}`),
  );
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}
