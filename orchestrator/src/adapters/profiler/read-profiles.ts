import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CallFrame, type CpuProfile, threadOf, type Window } from '../../domain/profile/cpu-profile.ts';
import type { Frame, SampledThread } from '../../domain/profile/sampled-thread.ts';
import type { SampledThreads } from '../../ports/profilers.ts';
import type { CalledIn } from './thread-hub.ts';

/** A profile of minutes is tens of MB to put together, and the thread may have work left. */
const WRITE_LIMIT_MS = 20_000;

export interface ProfilesToRead {
  readonly folder: string;
  readonly window: Window;
  readonly intervalUs: number;
  readonly locate: (frame: CallFrame) => Frame;
}

/** Has every thread write its profile, and reads what lies in the window. */
export async function readProfiles(
  threads: readonly CalledIn[],
  { folder, locate, ...span }: ProfilesToRead,
): Promise<SampledThreads> {
  const refusals = await Promise.all(threads.map((thread) => thread.write(WRITE_LIMIT_MS)));
  const read: SampledThread[] = [];
  const notes: string[] = [];
  for (const [i, { id, name }] of threads.entries()) {
    const file = join(folder, `${id}.cpuprofile`);
    if (!existsSync(file)) {
      const why = refusals[i] ?? 'it was killed, or its event loop is blocked';
      notes.push(`${name} left no profile: ${why}`);
      continue;
    }
    const thread = threadOf(name, JSON.parse(await readFile(file, 'utf8')) as CpuProfile, span, locate);
    // Before the step it ended, or after it began.
    if (thread.samples.length > 0) read.push(thread);
  }
  return { threads: read, notes };
}
