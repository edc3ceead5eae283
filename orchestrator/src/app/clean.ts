import { LabError } from '../domain/errors.ts';
import type { Ended } from '../ports/runtime.ts';
import type { LabApp } from './lab-app.ts';

/** Ends what labs that are gone left: processes, folders, and containers where a Docker engine answers. */
export async function clean(app: LabApp): Promise<readonly Ended[]> {
  const docker = await app.docker().catch((error: unknown) => {
    // Without an engine there are no containers to end.
    if (error instanceof LabError) return null;
    throw error;
  });
  const ended = [...(await app.processes.endLeftovers()), ...((await docker?.endLeftovers()) ?? [])];
  // Last: what ran in them has ended by then.
  const folders = await app.workshop.sweep();
  return [...ended, ...folders.map((id) => ({ kind: 'folder', id, what: 'what ab had built' }) as const)];
}
