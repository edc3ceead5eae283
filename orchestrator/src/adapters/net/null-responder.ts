import type { LoadTarget } from '@framework-lab/protocol/load';
import type { FromNullResponder } from '@framework-lab/protocol/probe-messages';
import { LabError } from '../../domain/errors.ts';
import type { Guard } from '../../ports/guard.ts';
import { NdjsonChild } from '../builtin/ndjson-child.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { notHonoured, pinnedCommand, verifyPinned } from '../process/pinning.ts';

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
    const command = pinnedCommand(cpus, [process.execPath, await bundle()]);
    const env = { ...process.env, NODE_OPTIONS: '', HOST: '127.0.0.1', PORT: '0' };
    const child = await NdjsonChild.start<never, FromNullResponder>(command, env, null).catch(unavailable);
    guard.watch(child.pid);
    const end = async (): Promise<void> => {
      await child[Symbol.asyncDispose]();
      guard.forget(child.pid);
    };
    try {
      const port = await firstAnswer(child, (message) => message.port, READY_TIMEOUT_MS).catch(unavailable);
      if (cpus.length > 0 && verifyPinned(child.pid, cpus) === false) {
        throw notHonoured('the null responder', cpus.join(','), null);
      }
      return { target: { address: '127.0.0.1', port }, [Symbol.asyncDispose]: end };
    } catch (error) {
      await end();
      throw error;
    }
  };
}

function unavailable(cause: Error): never {
  throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The null responder could not be started.', {
    seen: [['said', cause.message]],
    cause,
  });
}
