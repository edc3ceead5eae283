import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { LabError } from '../../domain/errors.ts';
import { type CallFrame, type CpuProfile, threadOf, type Window } from '../../domain/profile/cpu-profile.ts';
import type { Frame, SampledThread } from '../../domain/profile/sampled-thread.ts';
import type { SampledThreads } from '../../ports/profilers.ts';
import type { CalledIn, ThreadHub } from './thread-hub.ts';

/** A thread of a loaded service may be busy for long; one that does not answer by then is blocked. */
const START_LIMIT_MS = 5_000;
/** A profile of minutes is tens of MB to put together. */
const WRITE_LIMIT_MS = 20_000;

export interface ThreadProfilesOptions {
  readonly intervalUs: number;
  readonly fileOf: (thread: CalledIn) => string;
  readonly locate: (frame: CallFrame) => Frame;
}

/** Has every thread of a hub sampled, those that come later, too, and reads what they wrote. */
export class ThreadProfiles {
  readonly #hub: ThreadHub;
  readonly #options: ThreadProfilesOptions;
  readonly #refused: string[] = [];

  constructor(hub: ThreadHub, options: ThreadProfilesOptions) {
    this.#hub = hub;
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { threads } = this.#hub;
    if (threads.length === 0) {
      throw new LabError('LAB_PROFILER_FAILED', 'No thread of the contender could be profiled.', {
        seen: [
          ['why', 'none has loaded the profiler: what was started runs no Node, or clears NODE_OPTIONS'],
        ],
        fix: ['start the service by its own command: node server.js'],
      });
    }
    await Promise.all(threads.map((thread) => this.#start(thread)));
    this.#hub.onThread = (thread) => void this.#start(thread);
  }

  async end(window: Window): Promise<SampledThreads> {
    this.#hub.onThread = () => undefined;
    await Promise.all(this.#hub.threads.map((thread) => thread.order({ kind: 'stop' }, WRITE_LIMIT_MS)));
    const { intervalUs, locate } = this.#options;
    const read: SampledThread[] = [];
    const notes = [...this.#refused];
    for (const thread of this.#hub.threads) {
      const file = this.#options.fileOf(thread);
      if (!existsSync(file)) {
        notes.push(`${thread.name} left no profile: it was killed, or its event loop is blocked`);
        continue;
      }
      const profile = JSON.parse(await readFile(file, 'utf8')) as CpuProfile;
      read.push(threadOf(thread.name, profile, { window, intervalUs }, locate));
    }
    return { threads: read, notes };
  }

  async #start(thread: CalledIn): Promise<void> {
    const { intervalUs, fileOf } = this.#options;
    const said = await thread.order({ kind: 'start', intervalUs, file: fileOf(thread) }, START_LIMIT_MS);
    if (said?.kind === 'failed') this.#refused.push(`${thread.name} could not be sampled: ${said.message}`);
  }
}
