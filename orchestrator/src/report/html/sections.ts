import type { Fact } from './facts.ts';
import { type Html, html, type Piece } from './html.ts';
import type { Validity } from './validity.ts';

/** The first thing seen: how far what follows may be believed. */
export function banner({ level, title, sentences }: Validity): Html {
  return html`<section class="banner ${level}" aria-labelledby="validity">
<h2 id="validity">${title}</h2>
${textList(sentences)}</section>`;
}

export function section(id: string, title: string, content: Piece): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}</section>
`;
}

/** Null where there is nothing to say. */
export function listSection(id: string, title: string, texts: readonly string[]): Html | null {
  return texts.length === 0 ? null : section(id, title, textList(texts));
}

export function textList(texts: readonly string[]): Html | null {
  if (texts.length === 0) return null;
  return html`<ul>
${texts.map((text) => html`<li>${text}</li>\n`)}</ul>
`;
}

export function factList(facts: readonly Fact[]): Html {
  return html`<dl>
${facts.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>\n`)}</dl>
`;
}
