import type { RunRecord, StepRecord } from '../../domain/run-record.ts';
import { contenderName } from '../contender-name.ts';
import { type LadderResult, ladderResults, offeredRates } from '../ladder.ts';
import { ladderColumns } from '../ladder-table.ts';
import { type LadderWords, ladderWords } from '../ladder-words.ts';
import { offeredBy } from '../offered-by.ts';
import { REQUEST_COLUMNS, requestRows } from '../request-table.ts';
import { rate, rateNumber, threeDigits } from '../text/numbers.ts';
import { MATRIX_LEGEND, type MatrixRow, matrixRows } from '../verdict-matrix.ts';
import { errorShare, VERDICT_INK, VERDICT_MARK } from '../verdict-words.ts';
import { type Html, html } from './html.ts';
import { type HtmlCell, type HtmlRow, htmlTable } from './html-table.ts';

/** The tables of a ladder: what each contender held, every verdict, and each request where there are several. */
export function ladderTables(record: RunRecord): Html {
  return html`${heldTable(record)}${matrix(record)}${requests(record)}`;
}

function heldTable(record: RunRecord): Html {
  const results = ladderResults(record);
  const columns = ladderColumns(results);
  return htmlTable({
    id: 'contenders',
    caption: 'What each contender held on this ladder, and what stopped it',
    columns: columns.map(({ key, title, align }) => ({
      // Beside p99 ms a terminal has no room for the unit.
      title: key === 'p50' ? 'p50 ms' : title,
      ...(key === 'stoppedBy' ? { kind: 'words' as const } : {}),
      ...(align === 'right' ? { kind: 'number' as const } : {}),
    })),
    rows: results.map((result): HtmlRow => {
      const words = ladderWords(result);
      const numbers = sortNumbers(result);
      return {
        contender: result.contender.id,
        cells: columns.map(({ key }): HtmlCell | string => {
          const number = numbers[key];
          const content = key === 'contender' ? contenderName(result.contender) : words[key];
          if (number === undefined) return content;
          const ink = key !== 'heldTo' ? 'plain' : result.heldTo === null ? 'bad' : 'strong';
          return { content, sort: number, ink };
        }),
      };
    }),
  });
}

function sortNumbers({ heldTo, cpuRatio }: LadderResult): Partial<Record<keyof LadderWords, number | null>> {
  const step = heldTo?.step ?? null;
  return {
    heldTo: heldTo?.ratePerSec ?? null,
    p50: step?.latencyMs.p50 ?? null,
    p99: step?.latencyMs.p99 ?? null,
    errors: step === null ? null : errorShare(step),
    cpu: step?.server.cpuShare ?? null,
    usPerRequest: step?.server.cpuUsPerRequest ?? null,
    cpuRatio: cpuRatio?.ratio ?? null,
    rss: step?.server.rssMb ?? null,
  };
}

function matrix(record: RunRecord): Html {
  const by = offeredBy(record);
  return htmlTable({
    id: 'verdicts',
    caption: `Every verdict by offered rate: ${MATRIX_LEGEND}`,
    columns: [
      { title: 'offered' },
      ...offeredRates(record).map((perSec, i) => ({
        title: by === null ? rate(perSec) : `${rate(perSec)} by ${by[i]}`,
      })),
    ],
    rows: matrixRows(record).map(matrixRow),
  });
}

function matrixRow({ name, contender, steps }: MatrixRow): HtmlRow {
  return { contender, cells: [name, ...steps.map(verdictCell)] };
}

function verdictCell(step: StepRecord | null): HtmlCell {
  if (step === null) return { content: '-', sort: null, ink: 'quiet' };
  const { verdict, reason, latencyMs, achievedPerSec } = step;
  const why = verdict === 'held' ? '' : ` ${verdict}, ${reason}`;
  const head = html`<span class="${VERDICT_INK[verdict]}">${VERDICT_MARK[verdict]} ${threeDigits(latencyMs.p99)}${why}</span>`;
  return {
    content: html`${head}<br><span class="quiet">${rateNumber(achievedPerSec)}</span>`,
    sort: latencyMs.p99,
  };
}

function requests(record: RunRecord): Html | null {
  const rows = requestRows(record);
  if (rows.length === 0) return null;
  return htmlTable({
    id: 'requests',
    caption: 'Requests at the highest rate held',
    columns: REQUEST_COLUMNS.map((title, i) => ({ title, ...(i < 3 ? {} : { kind: 'number' as const }) })),
    rows: rows.map((cells) => ({ contender: cells[0] ?? null, cells })),
  });
}
