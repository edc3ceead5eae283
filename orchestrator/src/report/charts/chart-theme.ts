/**
 * Colours of series after Okabe and Ito (2008), darkened for a light page and chosen anew for a dark one until
 * each has a contrast of 3:1 (WCAG 2.2, 1.4.11) and all stay apart to the colour-blind; a test holds both.
 */
const LIGHT = {
  text: '#1f2328',
  muted: '#57606a',
  axis: '#6e7781',
  grid: '#e1e4e8',
  limit: '#b42318',
  noise: '#8c959f',
  1: '#0664d5',
  2: '#da4200',
  3: '#3f805f',
  4: '#c90b8b',
  5: '#314a42',
  6: '#7d9450',
  7: '#0996c8',
  8: '#7e1395',
} as const;

export type Ink = keyof typeof LIGHT;

const DARK: Readonly<Record<Ink, string>> = {
  text: '#e6edf3',
  muted: '#a5adb7',
  axis: '#8b949e',
  grid: '#30363d',
  limit: '#ff7b72',
  noise: '#8b949e',
  1: '#56b4e9',
  2: '#ff9248',
  3: '#1fc39a',
  4: '#e58fc0',
  5: '#d5d9de',
  6: '#f0e442',
  7: '#7f8cff',
  8: '#b98a5a',
};

export const SERIES_INKS = [1, 2, 3, 4, 5, 6, 7, 8] as const satisfies readonly Ink[];

/** Each colour on a light and on a dark page. */
export const COLOURS: Readonly<Record<Ink, { readonly light: string; readonly dark: string }>> =
  Object.fromEntries(
    Object.entries(LIGHT).map(([name, light]) => [name, { light, dark: DARK[name as Ink] }]),
  ) as never;

/** As a chart names a colour. */
export function ink(name: Ink): string {
  return `var(--chart-${name})`;
}

/** What a page needs for its charts; paper is light. */
export const CHART_CSS = `:root{${variables(LIGHT)}}
@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}
`;

function variables(colours: Readonly<Record<Ink, string>>): string {
  return Object.entries(colours)
    .map(([name, colour]) => `--chart-${name}:${colour}`)
    .join(';');
}
