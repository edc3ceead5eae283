import { LabError } from '../../domain/errors.ts';
import type { TruthOptions } from '../../ports/truth-programs.ts';
import { NdjsonChild } from '../builtin/ndjson-child.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { notHonoured, pinnedCommand, verifyPinned } from '../process/pinning.ts';

/** A hog that shares its CPU with others needs its time to say that it is there. */
const READY_TIMEOUT_MS = 20_000;

/** One of our own programs as a pinned child that says something as soon as it is ready, and ends with its input. */
export interface TruthChild<In, Out> extends AsyncDisposable {
  readonly child: NdjsonChild<In, Out>;
  readonly said: Out;
}

export async function startTruthChild<In, Out>(
  program: readonly string[],
  { cpus, guard }: TruthOptions,
): Promise<TruthChild<In, Out>> {
  const command = pinnedCommand(cpus, [process.execPath, ...program]);
  const env = { ...process.env, NODE_OPTIONS: '' };
  const child = await NdjsonChild.start<In, Out>(command, env, null).catch(unavailable);
  guard.watch(child.pid);
  const end = async (): Promise<void> => {
    await child[Symbol.asyncDispose]();
    guard.forget(child.pid);
  };
  try {
    const said = await firstAnswer(child, (message) => message, READY_TIMEOUT_MS).catch(unavailable);
    if (cpus.length > 0 && verifyPinned(child.pid, cpus) === false) {
      throw notHonoured('a program of the ground truth', cpus.join(','), null);
    }
    return { child, said, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

function unavailable(cause: Error): never {
  throw new LabError('LAB_TRUTH_UNAVAILABLE', 'A program of the ground truth could not be started.', {
    seen: [['said', cause.message]],
    fix: ['run it again; npm run lab -- doctor shows what this machine lacks'],
    cause,
  });
}
