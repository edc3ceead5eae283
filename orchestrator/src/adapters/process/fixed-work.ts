import { basename } from 'node:path';
import type { WorkDone, WorkOrder } from '@framework-lab/protocol/fixed-work-messages';
import { LabError } from '../../domain/errors.ts';
import type { FixedWork } from '../../ports/fixed-work.ts';
import type { Guard } from '../../ports/guard.ts';
import { NdjsonChild } from '../builtin/ndjson-child.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { notHonoured, pinnedCommand, verifyPinned } from './pinning.ts';

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
      for (const cpu of cpus) workers.push(stack.use(await startWorker(program, cpu, guard)).worker);
      const started = stack.move();
      return {
        work: (forMs) => workAll(workers, forMs),
        [Symbol.asyncDispose]: () => started.disposeAsync(),
      };
    },
  };
}

async function startWorker(
  program: string,
  cpu: number,
  guard: Guard,
): Promise<AsyncDisposable & { readonly worker: Worker }> {
  const command = pinnedCommand([cpu], [process.execPath, program]);
  const env = { ...process.env, NODE_OPTIONS: '' };
  const worker = await NdjsonChild.start<WorkOrder, WorkDone>(command, env, null).catch((cause: Error) => {
    throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The program for fixed work could not be started.', {
      seen: [['said', cause.message]],
      cause,
    });
  });
  guard.watch(worker.pid);
  const end = async (): Promise<void> => {
    await worker[Symbol.asyncDispose]();
    guard.forget(worker.pid);
  };
  try {
    // Its first answer also tells that taskset has become the program, so that its CPUs can be read.
    await done(worker, 1);
    if (verifyPinned(worker.pid, [cpu]) === false) throw notHonoured('the fixed work', String(cpu), null);
    return { worker, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
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
