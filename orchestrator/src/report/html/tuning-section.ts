import type { RunRecord } from '../../domain/run-record.ts';
import { shownTuning } from '../shown-tuning.ts';
import { tuningRows } from '../tuning-rows.ts';
import { tuningSentences } from '../tuning-sentences.ts';
import { tuningTitles } from '../tuning-text.ts';
import { type Html, html } from './html.ts';
import { type HtmlCell, htmlTable } from './html-table.ts';
import { section, textList } from './sections.ts';

/** Which settings matter; null of a run that tries none. */
export function tuningSection(record: RunRecord): Html | null {
  const shown = shownTuning(record);
  if (shown === null) return null;
  const { of } = shown.tuning;
  const table = htmlTable({
    id: 'tuning',
    caption: `What each value of a setting of ${of} does against another, over all values of the other settings`,
    columns: tuningTitles(shown).map((title) => ({ title })),
    rows: tuningRows(shown).map(({ setting, value, against, effects, heldTo }) => ({
      contender: null,
      cells: [
        ...[setting, value, against],
        ...effects.map(({ text, ink }): HtmlCell => ({ content: text, ink })),
        ...(heldTo === null ? [] : [heldTo]),
      ],
    })),
  });
  return section('settings', `Settings of ${of}`, html`${table}${textList(tuningSentences(shown))}`);
}
