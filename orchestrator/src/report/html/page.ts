import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Html, html, type Piece, trusted } from './html.ts';

export interface PageParts {
  readonly title: string;
  /** What stands before `main`: the heading and what the page has. */
  readonly header: Piece;
  readonly main: Piece;
  readonly footer: Piece;
  /** More CSS, of ours. */
  readonly css: string;
  /** One more script, of ours. */
  readonly script?: string;
}

const PAGE_CSS = asset('page.css');
const PAGE_JS = asset('page.js');

/**
 * One file that needs no other: style and script stand in it, and its policy forbids it to load anything.
 * Style has no hash, since the elements of a picture have style attributes; the only scripts are ours.
 */
export function page({ title, header, main, footer, css, script }: PageParts): string {
  const scripts = [PAGE_JS, ...(script === undefined ? [] : [script])];
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes.join(' ')}; img-src data:; base-uri 'none'; form-action 'none'`;
  const whole: Html = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>
${trusted(PAGE_CSS)}${trusted(css)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the results</a>
<header>
${header}
</header>
<main id="main">
${main}
</main>
<footer class="quiet">
${footer}
</footer>
${scripts.map(
  (text) => html`<script>${trusted(text)}</script>
`,
)}</body>
</html>
`;
  return whole.text;
}

/** The text of a file beside this one. */
export function asset(name: string): string {
  return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
}
