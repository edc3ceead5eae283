import type { CallTree } from '../../domain/profile/call-tree.ts';
import type { ProfileDocument } from '../../domain/profile/profile-document.ts';
import { functionColumns, type ProfileColumn, packageColumns } from '../profile-columns.ts';
import { profileNotes, profileTitle } from '../profile-words.ts';
import { warningLines } from '../run-notes.ts';
import { percent } from '../text/numbers.ts';
import { flameGraph, LEAST_SHARE } from './flame-graph.ts';
import { html } from './html.ts';
import { type HtmlTable, htmlTable } from './html-table.ts';
import { asset, page } from './page.ts';

/** A profile as one file that needs no other: tables, flame graph, and how far to believe them. */
export function flamePage(profile: ProfileDocument, tree: CallTree): string {
  const { contender, startedAt, packages, functions, lab } = profile;
  const notes = [...profileNotes(profile), ...warningLines(profile)];
  return page({
    title: `Profile of ${contender}, ${startedAt}`,
    header: html`<h1>Where the time of a request goes: ${contender}</h1>
<p>${profileTitle(profile)} · ${startedAt}</p>`,
    main: html`<h2>By package</h2>
${htmlTable(tableOf('packages', 'Self time of each package, in all threads', packageColumns(profile), packages))}
<h2>Flame graph</h2>
<p>Width is busy time, in all threads; a function stands below what called it; the colour is that of its package. What is narrower than ${percent(LEAST_SHARE)} is left out, its time is in what called it.</p>
<p class="flame-tools" id="flame-tools" hidden><label>Find a function, package or file <input id="flame-search" type="search"></label><button type="button" id="flame-whole">Show all</button> <span id="flame-found" role="status"></span></p>
${flameGraph(tree)}
<h2>By function</h2>
${htmlTable(tableOf('functions', 'The functions with most self time', functionColumns(profile), functions))}
<h2>How far to believe it</h2>
<ul>
${notes.map((note) => html`<li>${note}</li>\n`)}</ul>`,
    footer: html`<p>Framework Lab ${lab.version} · profile.json has every number of this page, profile.speedscope.json every sample</p>`,
    css: asset('flame.css'),
    script: asset('flame.js'),
  });
}

function tableOf<T>(
  id: string,
  caption: string,
  columns: readonly ProfileColumn<T>[],
  rows: readonly T[],
): HtmlTable {
  return {
    id,
    caption,
    columns: columns.map(({ title, isNumber }) => ({
      title,
      ...(isNumber ? { kind: 'number' as const } : {}),
    })),
    rows: rows.map((row) => ({
      contender: null,
      cells: columns.map(({ text, sort }) => ({
        content: text(row),
        ...(sort === undefined ? {} : { sort: sort(row) }),
      })),
    })),
  };
}
