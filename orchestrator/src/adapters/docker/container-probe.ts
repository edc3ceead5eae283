import type { FromProbe, ProbeQuestion } from '@framework-lab/protocol/probe-messages';
import { LabError } from '../../domain/errors.ts';
import type { HttpProbe } from '../../ports/http-probe.ts';
import { firstAnswer } from '../builtin/ndjson-peer.ts';
import { PeerProbe, ProbeEnded } from '../net/peer-probe.ts';
import { ContainerChannel } from './container-channel.ts';
import type { LabContainers } from './lab-container.ts';

const PROGRAM = '/app/probe.mjs';
const READY_TIMEOUT_MS = 10_000;
const MEMORY_BYTES = 128 * 1024 * 1024;
const PIDS_LIMIT = 64;

export interface ContainerProbeDeps {
  readonly containers: LabContainers;
  /** Our own generator image, which has the probe too. */
  readonly image: string;
  readonly cpus: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Asks from a container on the contenders' network, as they have no port outside of it. One
 * container for all questions. Should it die, a question that was open, or the next one, has another
 * one started and is asked there, once; then it rejects with LAB_DOCKER_FAILED, because nothing is
 * known about the service. Throws what `LabContainers.start` throws.
 */
export async function containerProbe(deps: ContainerProbeDeps): Promise<HttpProbe & AsyncDisposable> {
  let started = 0;
  const start = async (dead: Probe | null): Promise<Probe> => {
    await dead?.[Symbol.asyncDispose]();
    started += 1;
    return startProbe(deps, `probe-${started}`);
  };
  let current = start(null);
  await current;

  const living = async (): Promise<PeerProbe> => {
    const before = current;
    const probe = await before.catch(() => null);
    if (probe?.asks.isAlive) return probe.asks;
    // Of several questions that find it dead, the first has the next one started.
    if (current === before) current = start(probe);
    return (await current).asks;
  };

  return {
    async exchange(...question) {
      try {
        return await (await living()).exchange(...question);
      } catch (error) {
        if (!(error instanceof ProbeEnded)) throw error;
      }
      deps.signal.throwIfAborted();
      try {
        return await (await living()).exchange(...question);
      } catch (error) {
        throw error instanceof ProbeEnded ? endedAgain(error) : error;
      }
    },
    async [Symbol.asyncDispose]() {
      const probe = await current.catch(() => null);
      await probe?.[Symbol.asyncDispose]();
    },
  };
}

interface Probe extends AsyncDisposable {
  readonly asks: PeerProbe;
}

async function startProbe(deps: ContainerProbeDeps, name: string): Promise<Probe> {
  const { containers, image, cpus, signal } = deps;
  const channel = await ContainerChannel.start<ProbeQuestion, FromProbe>(
    containers,
    {
      role: 'probe',
      name,
      image,
      command: [PROGRAM],
      env: {},
      cpus,
      memoryBytes: MEMORY_BYTES,
      pidsLimit: PIDS_LIMIT,
      signal,
    },
    null,
  );
  try {
    const isReady = (message: FromProbe): true | undefined => (message.type === 'ready' ? true : undefined);
    await firstAnswer(channel, isReady, READY_TIMEOUT_MS);
  } catch (error) {
    await channel[Symbol.asyncDispose]();
    throw failed('The contract probe did not become ready.', error as Error);
  }
  return { asks: new PeerProbe(channel), [Symbol.asyncDispose]: () => channel[Symbol.asyncDispose]() };
}

function endedAgain(cause: ProbeEnded): LabError {
  return failed('The contract probe was started again and ended again.', cause);
}

function failed(what: string, cause: Error): LabError {
  return new LabError('LAB_DOCKER_FAILED', what, {
    seen: [['said', cause.message]],
    fix: ['see whether something else ends containers on this engine, or whether it has too little memory'],
    cause,
  });
}
