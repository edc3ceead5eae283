import { html } from './html.ts';
import { pageFrame } from './page-frame.ts';

/** What a terminal would show, as a page. */
export function textPage(title: string, text: string): string {
  return pageFrame(
    title,
    html`<h1>${title}</h1><pre>${text.split('\n').map((line) => html`${line}\n`)}</pre>`,
  );
}
