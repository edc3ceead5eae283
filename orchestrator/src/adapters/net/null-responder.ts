import type { LoadTarget } from '@framework-lab/protocol/load';
import type { FromNullResponder } from '@framework-lab/protocol/probe-messages';
import { LabError } from '../../domain/errors.ts';
import type { Guard } from '../../ports/guard.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { startPinnedChild } from '../process/pinned-child.ts';

type NullResponder = AsyncDisposable & { readonly target: LoadTarget };

const READY_TIMEOUT_MS = 10_000;

export interface ProcessNullResponderDeps {
  /** The null responder's bundle, built when first needed. */
  readonly bundle: () => Promise<string>;
  readonly guard: Guard;
}

/**
 * The null responder as a child process on the given CPUs (unpinned where none are given), on
 * loopback. Throws LAB_GENERATOR_UNAVAILABLE, LAB_PINNING_NOT_HONOURED.
 */
export function processNullResponder({ bundle, guard }: ProcessNullResponderDeps) {
  return async (cpus: readonly number[]): Promise<NullResponder> => {
    const started = await startPinnedChild<never, FromNullResponder, number>({
      name: 'the null responder',
      program: [await bundle()],
      env: { HOST: '127.0.0.1', PORT: '0' },
      cpus,
      guard,
      ready: (child) => firstAnswer(child, (message) => message.port, READY_TIMEOUT_MS).catch(unavailable),
      unavailable,
    });
    const target = { address: '127.0.0.1', port: started.said };
    return { target, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
  };
}

function unavailable(cause: Error): never {
  throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The null responder could not be started.', {
    seen: [['said', cause.message]],
    cause,
  });
}
