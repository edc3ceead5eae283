import { type Html, html } from '../html/html.ts';

/** A whole page; its style and its script are files of ours, since nothing that stands in a page may run. */
export function pageFrame(title: string, main: Html, more: { readonly script?: string } = {}): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Framework Lab</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/view.css">
${more.script === undefined ? null : html`<script src="${more.script}" defer></script>\n`}</head>
<body>
<header><nav aria-label="pages"><a href="/">all runs</a></nav></header>
<main>
${main}
</main>
</body>
</html>
`.text;
}
