import { mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { closest } from '../../domain/did-you-mean.ts';
import { LabError } from '../../domain/errors.ts';
import type { MachineFacts } from '../../domain/machine-facts.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { parseRunRecord } from '../../domain/run-schema.ts';
import type { OpenRun, RunListing, RunStore } from '../../ports/run-store.ts';
import { folderBytes } from './folder-bytes.ts';
import { mendLatest } from './latest-link.ts';
import { logLines } from './log-lines.ts';
import { type DerivedFiles, RunFolder } from './run-folder.ts';
import { claimStored, isGoingOn } from './run-owner.ts';
import { storeError } from './store-error.ts';
import { storedSteps } from './stored-steps.ts';
import { writeAtomically } from './write-atomically.ts';

/** A folder of runs, one sub-folder each, `latest` a link to the last one. */
export function fileStore(results: string, derived: DerivedFiles): RunStore {
  return {
    async create(record: RunRecord, plan: unknown, machine: MachineFacts): Promise<OpenRun> {
      const run = await RunFolder.open(join(results, record.id), derived);
      await run.writeText('plan.json', `${JSON.stringify(plan, null, 1)}\n`);
      await run.writeText('machine.json', `${JSON.stringify(machine, null, 1)}\n`);
      await run.save(record);
      return run;
    },

    claim: async (id) => claimStored(await folderOf(results, id)),

    async reopen(id) {
      return RunFolder.open(await folderOf(results, id), derived);
    },

    load: (id) => load(results, id),

    async *storedSteps(id) {
      yield* storedSteps(await folderOf(results, id));
    },

    async *logLines(id, name) {
      yield* logLines(join(await folderOf(results, id), 'logs'), name);
    },

    async machine(id) {
      const file = join(await folderOf(results, id), 'machine.json');
      const text = await readFile(file, 'utf8').catch(() => '');
      return machineOf(text);
    },

    async writeFile(id, name, text) {
      const file = join(await folderOf(results, id), name);
      try {
        await mkdir(dirname(file), { recursive: true });
        await writeAtomically(file, text);
      } catch (error) {
        throw storeError(error, dirname(file));
      }
    },

    async list() {
      const ids = await runIds(results);
      return Promise.all(ids.map((id) => listing(results, id)));
    },

    async isGoingOn(id) {
      const folder = await folderOf(results, id);
      return goingOn(folder, await load(results, id).catch(() => null));
    },

    idOf: async (id) => basename(await folderOf(results, id)),

    async remove(id) {
      const folder = await folderOf(results, id);
      try {
        await rm(folder, { recursive: true });
        await mendLatest(results, (await runIds(results)).at(-1));
      } catch (error) {
        throw storeError(error, results);
      }
    },
  };
}

async function load(results: string, id: string): Promise<RunRecord> {
  const folder = await folderOf(results, id);
  const file = join(folder, 'run.json');
  try {
    return parseRunRecord(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new LabError('LAB_RECORD_UNREADABLE', `The record of run ${id} cannot be read.`, {
      seen: [
        ['file', file],
        ['said', cause instanceof Error ? cause.message : String(cause)],
      ],
      fix: ['npm run lab -- list shows the runs that can be read; the other files of this one are untouched'],
      cause,
    });
  }
}

/** As the lab wrote it; null of a file that is damaged or from elsewhere. */
function machineOf(text: string): MachineFacts | null {
  try {
    const facts: Partial<MachineFacts> | null = JSON.parse(text);
    return typeof facts?.kernel === 'string' && Array.isArray(facts.cpus) ? (facts as MachineFacts) : null;
  } catch {
    return null;
  }
}

/** The folder of a run by its id, or of the last one by `latest`. Throws LAB_RUN_UNKNOWN. */
async function folderOf(results: string, id: string): Promise<string> {
  const ids = await runIds(results);
  if (ids.includes(id)) return join(results, id);
  if (id === 'latest') {
    const target = await realpath(join(results, 'latest')).catch(() => null);
    const last = ids.at(-1);
    if (target !== null) return target;
    if (last !== undefined) return join(results, last);
  }
  const near = closest(id, ids);
  const isThere = await stat(results).then(
    () => true,
    () => false,
  );
  const list = `npm run lab -- list${results.endsWith('/results') ? '' : ` --out ${results}`}`;
  throw new LabError('LAB_RUN_UNKNOWN', `There is no run "${id}" in ${results}.`, {
    seen: isThere ? [] : [['folder', 'it does not exist']],
    fix: [
      near !== null
        ? `did you mean ${near}?`
        : isThere
          ? `${list} shows the runs there are`
          : 'name the folder that the runs are in: --out',
    ],
  });
}

/** Oldest first: ids begin with their time. */
async function runIds(results: string): Promise<string[]> {
  const entries = await readdir(results, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && /^\d{8}-\d{6}-/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

async function listing(results: string, id: string): Promise<RunListing> {
  const folder = join(results, id);
  const bytes = await folderBytes(folder);
  const read = await load(results, id).then(
    (record) => ({ record, problem: null }),
    // Which run it is stands beside it; what is wrong with it is what was seen.
    (error: unknown) => ({
      record: null,
      problem: error instanceof LabError ? (error.seen.at(-1)?.[1] ?? error.message) : String(error),
    }),
  );
  return { id, folder, bytes, ...read, goingOn: await goingOn(folder, read.record) };
}

function goingOn(folder: string, record: RunRecord | null): Promise<boolean> {
  return isGoingOn(folder, record !== null && record.state !== 'running', Date.now());
}
