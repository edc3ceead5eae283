import { LabError } from '../domain/errors.ts';
import type { RunLogs } from '../domain/log-lines.ts';
import type { ReportedRun } from '../domain/reported-run.ts';
import type { RunStore } from '../ports/run-store.ts';
import { type ComparedRuns, compare } from './compare.ts';
import type { LabApp } from './lab-app.ts';
import { readReportedRun } from './reported-run.ts';

/** Files of a report by their path in the run's folder. */
export type ReportFiles = Readonly<Record<string, string>>;
type DrawReport = (run: ReportedRun) => Promise<ReportFiles>;
type DrawComparison = (compared: ComparedRuns, a: ReportedRun, b: ReportedRun) => Promise<ReportFiles>;

/** What was written into the folder of which run. */
export interface WrittenReport {
  readonly id: string;
  readonly names: readonly string[];
}

type ReportStore = Pick<RunStore, 'load' | 'storedSteps' | 'logLines' | 'machine' | 'writeFile' | 'idOf'>;

/** Makes the report of a stored run. Throws what `RunStore.load` and `writeFile` throw, and LAB_REPORT_FAILED. */
export async function writeReport(
  store: ReportStore,
  id: string,
  draw: DrawReport,
  logs: RunLogs | null = null,
): Promise<WrittenReport> {
  const folder = await store.idOf(id);
  const run = await readReportedRun(store, folder, logs);
  return write(store, folder, () => draw(run));
}

/** Overlays two runs, in the folder of the later one. Throws what `compare` throws, too. */
export async function writeComparison(
  store: ReportStore,
  request: { readonly a: string; readonly b: string; readonly across: boolean },
  draw: DrawComparison,
): Promise<WrittenReport> {
  const compared = await compare(store, { ...request, gates: [] });
  const folder = await store.idOf(request.b);
  const [a, b] = [await readReportedRun(store, request.a), await readReportedRun(store, folder)];
  return write(store, folder, () => draw(compared, a, b));
}

/** At the end of a run, which is safe by then: why there is no report of it, or null. */
export async function reportAtEnd(
  store: ReportStore,
  id: string,
  logs: RunLogs,
  draw: LabApp['drawReport'],
): Promise<LabError | null> {
  try {
    await writeReport(store, id, (run) => draw(run, false), logs);
    return null;
  } catch (thrown) {
    return thrown instanceof LabError ? thrown : reportFailed(id, thrown);
  }
}

async function write(
  store: ReportStore,
  id: string,
  draw: () => Promise<ReportFiles>,
): Promise<WrittenReport> {
  const files = await draw().catch((cause: unknown) => {
    throw reportFailed(id, cause);
  });
  for (const [name, text] of Object.entries(files)) await store.writeFile(id, name, text);
  return { id, names: Object.keys(files) };
}

function reportFailed(id: string, cause: unknown): LabError {
  return new LabError('LAB_REPORT_FAILED', `The report of run ${id} could not be made.`, {
    seen: [['said', cause instanceof Error ? cause.message : String(cause)]],
    fix: [
      'the run itself is whole: its summary.md, steps.csv and run.json are written',
      `npm run lab -- report ${id} --verbose   shows where it went wrong`,
    ],
    cause,
  });
}
