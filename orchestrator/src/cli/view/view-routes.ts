import { join } from 'node:path';
import type { WatchedRuns } from '../../app/view/watched-runs.ts';
import { LabError } from '../../domain/errors.ts';
import { EXIT } from '../../domain/exit-codes.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Answer, PageEvent, PageReply, PageRequest } from '../../ports/page-server.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { listPage } from '../../report/html-live/list-page.ts';
import { LIVE_SCRIPT, livePage } from '../../report/html-live/live-page.ts';
import { notFoundPage, problemPage } from '../../report/html-live/problem-page.ts';
import { VIEW_CSS } from '../../report/html-live/view-css.ts';

export interface ViewParts {
  readonly store: RunStore;
  /** Where the runs are. */
  readonly results: string;
  readonly watched: WatchedRuns;
  readonly reportOf: (id: string) => Promise<string>;
  /** A piece of the live page. */
  readonly chartsOf: (record: RunRecord) => Promise<string>;
  readonly comparisonOf: (request: ComparisonAsked) => Promise<string>;
  /** Before a run that goes on is followed. */
  readonly makeRoom: (record: RunRecord) => void;
}

export interface ComparisonAsked {
  readonly a: string;
  readonly b: string;
  readonly across: boolean;
}

/** Ids are names of folders that the store lists; nothing else gets that far, `..` in any writing least of all. */
const RUN_PATH = /^\/runs\/([a-z0-9-]+)(?:\/(live|events|charts))?$/;

/** What a browser may ask for, as commands are what a command line may: each calls a use case and shows a page. */
export function viewRoutes(parts: ViewParts): Answer {
  return async (request) => {
    try {
      return await route(parts, request);
    } catch (error) {
      return problem(error, request);
    }
  };
}

async function route(parts: ViewParts, { path, query }: PageRequest): Promise<PageReply> {
  const { store, results } = parts;
  if (path === '/') return page(listPage(await store.list(), results));
  if (path === '/view.css') return { kind: 'text', status: 200, type: 'css', text: VIEW_CSS };
  if (path === '/live.js') return { kind: 'text', status: 200, type: 'javascript', text: LIVE_SCRIPT };
  if (path === '/compare') return whole(await parts.comparisonOf(comparisonAsked(query)));
  const [, id, what = ''] = RUN_PATH.exec(path) ?? [];
  return id === undefined ? page(notFoundPage(), 404) : runPage(parts, id, what);
}

async function runPage(parts: ViewParts, asked: string, what: string): Promise<PageReply> {
  const { store, reportOf, chartsOf } = parts;
  // By the folder: what a record says of itself is text of a file, and no way to another.
  const id = await store.idOf(asked);
  // `latest` is another one tomorrow: its address is not.
  if (id !== asked) return { kind: 'moved', to: `/runs/${id}${what === '' ? '' : `/${what}`}` };
  if (what === '') return whole(await reportOf(id));
  const record = await store.load(id);
  if (what === 'live') return page(livePage(id));
  if (what === 'charts') return page(await chartsOf(record));
  return { kind: 'events', follow: (signal) => events(parts, id, record, signal) };
}

async function* events(
  { watched, results, makeRoom }: ViewParts,
  id: string,
  record: RunRecord,
  signal: AbortSignal,
): AsyncGenerator<PageEvent> {
  try {
    if (record.state === 'running') makeRoom(record);
    yield* watched.watch(join(results, id, 'events.ndjson'), signal);
    yield { name: 'end', data: 'The run has ended.' };
  } catch (error) {
    yield { name: 'end', data: knownError(error).message };
  }
}

function comparisonAsked(query: URLSearchParams): ComparisonAsked {
  const [a, b] = [query.get('a'), query.get('b')];
  if (a !== null && b !== null && a !== b) return { a, b, across: query.has('across') };
  throw new LabError('LAB_USAGE', 'It takes two different runs to be compared.', {
    fix: ['choose one before and one after in the list of runs'],
  });
}

function whole(text: string): PageReply {
  return { kind: 'text', status: 200, type: 'html', text, isWhole: true };
}

/** Status by what an exit code would be: what was asked for is wrong, or something here is. */
function problem(thrown: unknown, { path, query }: PageRequest): PageReply {
  const error = knownError(thrown);
  if (error.code === 'LAB_RUN_UNKNOWN') return page(problemPage(error, null), 404);
  if (error.code === 'LAB_RUNS_DIFFER') {
    const anyway = { href: `${path}?${query}&across=1`, text: 'Compare them all the same' };
    return page(problemPage(error, anyway), 409);
  }
  return page(problemPage(error, null), error.exitCode === EXIT.usage ? 400 : 500);
}

function knownError(thrown: unknown): LabError {
  if (thrown instanceof LabError) return thrown;
  return new LabError('LAB_BUG', thrown instanceof Error ? thrown.message : String(thrown), {
    fix: ['open an issue in this repository with the address of this page and this text'],
    cause: thrown,
  });
}

function page(text: string, status = 200): PageReply {
  return { kind: 'text', status, type: 'html', text };
}
