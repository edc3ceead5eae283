import type { LoadTarget } from '@framework-lab/protocol/load';
import type { FromNullResponder } from '@framework-lab/protocol/probe-messages';
import { LabError } from '../../domain/errors.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { ContainerChannel } from './container-channel.ts';
import type { LabContainers } from './lab-container.ts';

const PROGRAM = '/app/null-responder.mjs';
const PORT = 8080;
const READY_TIMEOUT_MS = 10_000;
const MEMORY_BYTES = 256 * 1024 * 1024;
const PIDS_LIMIT = 64;

export interface ContainerNullResponderDeps {
  readonly containers: LabContainers;
  /** Our own generator image, which has the null responder too. */
  readonly image: string;
  readonly cpus: readonly number[];
  readonly signal: AbortSignal;
}

let started = 0;

/**
 * The null responder in a container on the contenders' network. Throws LAB_GENERATOR_UNAVAILABLE,
 * and what `LabContainers.start` throws.
 */
export async function containerNullResponder(
  deps: ContainerNullResponderDeps,
): Promise<AsyncDisposable & { readonly target: LoadTarget }> {
  const { containers, image, cpus, signal } = deps;
  started += 1;
  const channel = await ContainerChannel.start<never, FromNullResponder>(
    containers,
    {
      role: 'null-responder',
      name: `null-responder-${started}`,
      image,
      command: [PROGRAM],
      env: { HOST: '0.0.0.0', PORT: String(PORT) },
      cpus,
      memoryBytes: MEMORY_BYTES,
      pidsLimit: PIDS_LIMIT,
      signal,
    },
    null,
  );
  try {
    const port = await firstAnswer(channel, (message) => message.port, READY_TIMEOUT_MS);
    return {
      target: { address: channel.container.address, port },
      [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose](),
    };
  } catch (error) {
    await channel[Symbol.asyncDispose]();
    throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The null responder did not become ready.', {
      seen: [['said', (error as Error).message]],
      cause: error,
    });
  }
}
