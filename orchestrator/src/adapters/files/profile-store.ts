import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ProfileStore } from '../../ports/profile-store.ts';
import { answersSignals } from '../host/process-identity.ts';
import { storeError } from './store-error.ts';
import { writeAtomically } from './write-atomically.ts';

/** A draft has the process in its name that makes it. */
const DRAFT = /\.(\d+)\.draft$/;

/** In `results/profiles`: runs are told by their names, so that neither sees the other's. `cwd`: what paths are relative to. */
export function profileStore(results: string, cwd: string): ProfileStore {
  const shown = join(results, 'profiles');
  const profiles = resolve(cwd, shown);
  const guarded = <T>(work: () => Promise<T>): Promise<T> =>
    work().catch((error: unknown) => {
      throw storeError(error, profiles);
    });
  return {
    open: (name) =>
      guarded(async () => {
        const draft = join(profiles, `${name}.${process.pid}.draft`);
        await mkdir(draft, { recursive: true });
        return {
          draft,
          folder: join(shown, name),
          leftOut: await removeAbandoned(profiles),
          writeText: (file, text) => guarded(() => writeAtomically(join(draft, file), text)),
          finish: () => guarded(() => rename(draft, join(profiles, name))),
          [Symbol.asyncDispose]: () => rm(draft, { recursive: true, force: true }),
        };
      }),
    sweep: () =>
      guarded(async () =>
        existsSync(profiles) ? (await removeAbandoned(profiles)).map((name) => join(shown, name)) : [],
      ),
  };
}

async function removeAbandoned(profiles: string): Promise<string[]> {
  const names = await readdir(profiles);
  const abandoned = names.filter((name) => {
    const pid = Number(DRAFT.exec(name)?.[1]);
    return pid > 0 && pid !== process.pid && !answersSignals(pid);
  });
  for (const name of abandoned) await rm(join(profiles, name), { recursive: true, force: true });
  return abandoned;
}
