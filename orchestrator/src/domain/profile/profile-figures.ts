import type { StepRecord } from '../run-record.ts';
import { figuresOf } from '../step-figures.ts';
import type { ProfileDocument, ThreadFigures } from './profile-document.ts';
import { isIdle, type SampledThread } from './sampled-thread.ts';
import { busyOf, functionRows, packageRows } from './shares.ts';

/** More than these together take a share that no sampling tells from none. */
const KEPT_FUNCTIONS = 100;

type Figures = Pick<
  ProfileDocument,
  'step' | 'threads' | 'samples' | 'busyMs' | 'cpuUsPerRequest' | 'packages' | 'functions'
>;

/** Everything that is told of a profiled step in numbers. */
export function profileFigures(record: StepRecord, threads: readonly SampledThread[]): Figures {
  const busy = busyOf(threads);
  return {
    step: figuresOf(record),
    threads: threads.map(threadFigures),
    samples: { all: threads.reduce((sum, { samples }) => sum + samples.length, 0), busy: busy.samples },
    busyMs: busy.us / 1000,
    cpuUsPerRequest: record.server.cpuUsPerRequest,
    packages: packageRows(threads),
    functions: functionRows(threads)
      .filter(({ samples }) => samples > 0)
      .slice(0, KEPT_FUNCTIONS),
  };
}

function threadFigures(thread: SampledThread): ThreadFigures {
  const { name, samples } = thread;
  const idleUs = samples.reduce((sum, sample) => sum + (isIdle(thread, sample) ? sample.us : 0), 0);
  return {
    name,
    samples: samples.length,
    busyMs: busyOf([thread]).us / 1000,
    idleMs: idleUs / 1000,
    unseenMs: thread.unseenUs / 1000,
  };
}

/** µs of a request, for whoever answered all of them; null where nothing was answered. */
export function usPerRequest(us: number, { completed }: { readonly completed: number }): number | null {
  return completed === 0 ? null : us / completed;
}
