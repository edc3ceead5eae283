import type { LabError } from '../../domain/errors.ts';
import { html } from '../html/html.ts';
import { pageFrame } from './page-frame.ts';

type Problem = Pick<LabError, 'code' | 'message' | 'seen' | 'fix'>;

/** What can be done about it from here. */
export interface Way {
  readonly href: string;
  readonly text: string;
}

/** An error as a page: what happened, what was seen, what to do. */
export function problemPage({ code, message, seen, fix }: Problem, way: Way | null): string {
  return pageFrame(
    message,
    html`<h1>${message}</h1>
<p class="quiet">${code}</p>
<dl>${seen.map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>
<ul>${fix.map((text) => html`<li>${text}</li>`)}</ul>
${way === null ? null : html`<p><a href="${way.href}">${way.text}</a></p>`}`,
  );
}

export function notFoundPage(): string {
  return pageFrame(
    'There is no such page',
    html`<h1>There is no such page</h1><p><a href="/">All runs</a> are here.</p>`,
  );
}
