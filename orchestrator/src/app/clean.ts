import { LabError } from '../domain/errors.ts';
import type { Ended } from '../ports/runtime.ts';
import type { LabApp } from './lab-app.ts';

/**
 * Ends what labs that are gone left: processes, folders, and containers where a Docker engine answers.
 * `results`: whose profiles.
 */
export async function clean(app: LabApp, results: string): Promise<readonly Ended[]> {
  const docker = await app.docker().catch((error: unknown) => {
    // Without an engine there are no containers to end.
    if (error instanceof LabError) return null;
    throw error;
  });
  const ended = [...(await app.processes.endLeftovers()), ...((await docker?.endLeftovers()) ?? [])];
  // Last: what ran in them has ended by then.
  const folder = (what: string) => (id: string) => ({ kind: 'folder', id, what }) as const;
  const built = await app.workshop.sweep();
  const made = await app.python.sweep();
  const drafts = await app.profiles(results).sweep();
  return [
    ...ended,
    ...built.map(folder('what ab had built')),
    ...made.map(folder('what setup had not finished')),
    ...drafts.map(folder('what profile had not finished')),
  ];
}
