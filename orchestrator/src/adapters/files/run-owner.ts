import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { LabError } from '../../domain/errors.ts';
import { bootId, identify, isRunning, type ProcessIdentity, pidNamespace } from '../host/process-identity.ts';
import { storeError } from './store-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** Names the process that writes into a run's folder, for as long as it does. */
const FILE = 'owner.json';
/** A run that goes on writes every second under load, and at each phase; no phase is quiet for so long. */
const QUIET_MS = 10 * 60_000;

interface RunOwner extends ProcessIdentity {
  /** Pids can be compared within one numbering only: a lab in a container has its own. */
  readonly pidNamespace: string | null;
}

export async function claimRun(folder: string): Promise<void> {
  const owner: RunOwner = { ...identify(process.pid), pidNamespace: pidNamespace() };
  await writeAtomically(join(folder, FILE), `${JSON.stringify(owner)}\n`);
}

/** Only what is ours: whoever took the run over has claimed it anew. */
export async function releaseRun(folder: string): Promise<void> {
  const owner = await readOwner(folder);
  if (owner !== null && isOurs(owner)) await rm(join(folder, FILE), { force: true });
}

/**
 * Claims a run that another lab left. One that certainly works on it keeps its claim: what is no more than
 * possible must not keep a run from being resumed after a kill.
 */
export async function claimStored(folder: string): Promise<AsyncDisposable> {
  const owner = await readOwner(folder);
  if (
    owner !== null &&
    !isOurs(owner) &&
    owner.startTicks !== null &&
    canBeAsked(owner) &&
    isRunning(owner)
  ) {
    throw new LabError('LAB_RUN_GOING_ON', `Run ${basename(folder)} is still going on.`, {
      seen: [['process', String(owner.pid)]],
      fix: ['wait until it has ended, or end it with Ctrl-C where it runs; then --resume goes on with it'],
    });
  }
  await claimRun(folder).catch((error: unknown) => {
    throw storeError(error, folder);
  });
  return { [Symbol.asyncDispose]: () => releaseRun(folder) };
}

/**
 * Whether a lab still writes into this run's folder. Where its process cannot be asked for (another
 * container, another machine, a lab that left no name) or told from a later one of the same pid (no /proc), a run that never ended counts as going on until
 * it has been quiet for long: in doubt nothing is taken from a living lab.
 */
export async function isGoingOn(folder: string, hasEnded: boolean, nowMs: number): Promise<boolean> {
  const owner = await readOwner(folder);
  if (owner !== null && canBeAsked(owner)) {
    if (!isRunning(owner)) return false;
    // Without /proc nobody can tell whether its pid is used again by now.
    if (owner.startTicks !== null) return true;
  }
  if (owner === null && hasEnded) return false;
  return nowMs - (await lastWrittenMs(folder)) < QUIET_MS;
}

/** A pid says something only in this boot and this numbering. */
function canBeAsked(owner: RunOwner): boolean {
  return owner.boot === bootId() && owner.pidNamespace === pidNamespace();
}

function isOurs(owner: RunOwner): boolean {
  const me = identify(process.pid);
  return canBeAsked(owner) && owner.pid === me.pid && owner.startTicks === me.startTicks;
}

async function readOwner(folder: string): Promise<RunOwner | null> {
  try {
    const owner: Partial<RunOwner> | null = JSON.parse(await readFile(join(folder, FILE), 'utf8'));
    return Number.isInteger(owner?.pid) ? (owner as RunOwner) : null;
  } catch {
    return null;
  }
}

async function lastWrittenMs(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...times);
}
