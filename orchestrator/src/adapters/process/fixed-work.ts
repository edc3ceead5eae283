import { basename } from 'node:path';
import type { WorkDone, WorkOrder } from '@framework-lab/protocol/fixed-work-messages';
import { LabError } from '../../domain/errors.ts';
import type { FixedWork } from '../../ports/fixed-work.ts';
import type { Guard } from '../../ports/guard.ts';
import type { NdjsonChild } from '../builtin/ndjson-child.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { type PinnedChild, startPinnedChild } from './pinned-child.ts';

type Worker = NdjsonChild<WorkOrder, WorkDone>;

/** Beyond the time it was told to work, for a CPU that it has to share. */
const PATIENCE_MS = 10_000;

/** The fixed work as child processes, each pinned to one CPU of this machine. */
export function processFixedWork(bundle: () => Promise<string>): FixedWork {
  return {
    program: async () => basename(await bundle()),
    start: async (cpus, guard) => {
      const program = await bundle();
      await using stack = new AsyncDisposableStack();
      const workers: Worker[] = [];
      for (const cpu of cpus) workers.push(stack.use(await startWorker(program, cpu, guard)).child);
      const started = stack.move();
      return {
        work: (forMs) => workAll(workers, forMs),
        [Symbol.asyncDispose]: () => started.disposeAsync(),
      };
    },
  };
}

function startWorker(
  program: string,
  cpu: number,
  guard: Guard,
): Promise<PinnedChild<WorkOrder, WorkDone, WorkDone>> {
  return startPinnedChild<WorkOrder, WorkDone, WorkDone>({
    name: 'the fixed work',
    program: [program],
    cpus: [cpu],
    guard,
    ready: (worker) => done(worker, 1),
    unavailable: (cause) => {
      throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The program for fixed work could not be started.', {
        seen: [['said', cause.message]],
        cause,
      });
    },
  });
}

async function workAll(workers: readonly Worker[], forMs: number): Promise<WorkDone> {
  const all = await Promise.all(workers.map((worker) => done(worker, forMs)));
  const sum = (of: (one: WorkDone) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    rounds: sum((one) => one.rounds),
    cpuUs: sum((one) => one.cpuUs),
    wallUs: sum((one) => one.wallUs),
  };
}

function done(worker: Worker, forMs: number): Promise<WorkDone> {
  const answer = firstAnswer(worker, (message) => message, forMs + PATIENCE_MS);
  worker.send({ forMs });
  return answer.catch((cause: Error) => {
    throw new LabError('LAB_GENERATOR_FAILED', 'The program for fixed work ended or stayed silent.', {
      seen: [['said', cause.message]],
      cause,
    });
  });
}
