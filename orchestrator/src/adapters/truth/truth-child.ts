import { LabError } from '../../domain/errors.ts';
import type { TruthOptions } from '../../ports/truth-programs.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { type PinnedChild, startPinnedChild } from '../process/pinned-child.ts';

/** A hog that shares its CPU with others needs its time to say that it is there. */
const READY_TIMEOUT_MS = 20_000;

/** A program of the ground truth, with the first thing it said. */
export type TruthChild<In, Out> = PinnedChild<In, Out, Out>;

export function startTruthChild<In, Out>(
  program: readonly string[],
  options: TruthOptions,
): Promise<TruthChild<In, Out>> {
  return startPinnedChild<In, Out, Out>({
    ...options,
    name: 'a program of the ground truth',
    program,
    ready: (child) => firstAnswer(child, (message) => message, READY_TIMEOUT_MS).catch(unavailable),
    unavailable,
  });
}

function unavailable(cause: Error): never {
  throw new LabError('LAB_TRUTH_UNAVAILABLE', 'A program of the ground truth could not be started.', {
    seen: [['said', cause.message]],
    fix: ['run it again; npm run lab -- doctor shows what this machine lacks'],
    cause,
  });
}
