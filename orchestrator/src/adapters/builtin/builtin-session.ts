import type { FromGenerator, ToGenerator } from '@framework-lab/protocol/generator-messages';
import { LabError } from '../../domain/errors.ts';
import type { GeneratorSession, LoadOrder, StepExecution } from '../../ports/load-generator.ts';
import { firstAnswer, type NdjsonPeer } from './ndjson-peer.ts';
import { ShardedStep } from './sharded-step.ts';

const READY_TIMEOUT_MS = 10_000;

/** Few and short collections between sends, and none by threads that share its CPU: docs/GENERATOR.md has the measurements. */
export const GENERATOR_NODE_FLAGS = [
  '--single-threaded-gc',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--expose-gc',
] as const;

/** One generator of a session: it offers its share of each step from one CPU. */
export interface Shard {
  readonly peer: NdjsonPeer<ToGenerator, FromGenerator>;
  /** Whether the kernel gave it exactly its CPU; null where nobody can tell. Asked once it is ready. */
  verifyPinned(): Promise<boolean | null>;
}

export interface SessionOptions {
  /** What the shards were to run on, for the error. */
  readonly cpus: readonly number[];
  readonly startDelayMs: number;
  /** Ends every shard. */
  readonly end: () => Promise<void>;
}

/** A session over generators that were started, wherever they run. Leaves ending them on failure to the caller. */
export async function openBuiltinSession(
  shards: readonly Shard[],
  { cpus, startDelayMs, end }: SessionOptions,
): Promise<GeneratorSession> {
  const peers = shards.map(({ peer }) => peer);
  const nodes = await Promise.all(peers.map(readyNode));
  const pinned = await Promise.all(shards.map((shard) => shard.verifyPinned()));
  if (pinned.includes(false)) throw notPinned(cpus);
  let running: ShardedStep | null = null;
  for (const peer of peers) {
    peer.onMessage((message) => running?.receive(message));
    void peer.exited.then((how) => running?.fail(`a generator process ended: ${how}`));
  }
  return {
    name: 'builtin',
    node: nodes[0] ?? null,
    startDelayMs,
    leastLeadInS: 0,
    cpusVerified: pinned.every((one) => one === true),
    start(order: LoadOrder, signal: AbortSignal): StepExecution {
      const step = new ShardedStep(order.id, peers.length);
      running = step;
      peers.forEach((peer, index) => {
        peer.send({ type: 'step', step: shardOrder(order, index, peers.length) });
      });
      const abort = (): void => {
        for (const peer of peers) peer.send({ type: 'abort' });
      };
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      void step.result.catch(() => undefined).finally(() => signal.removeEventListener('abort', abort));
      return step;
    },
    async [Symbol.asyncDispose]() {
      running = null;
      await end();
    },
  };
}

function shardOrder(
  order: LoadOrder,
  index: number,
  count: number,
): Extract<ToGenerator, { type: 'step' }>['step'] {
  return {
    id: order.id,
    target: order.target,
    requests: order.requests,
    ratePerSec: order.ratePerSec,
    durationMs: order.durationS * 1000,
    leadInMs: order.leadInS * 1000,
    ...(order.leadInRatePerSec === undefined ? {} : { leadInRatePerSec: order.leadInRatePerSec }),
    timeoutMs: order.timeoutMs,
    connections: Math.max(1, Math.floor((order.connections + index) / count)),
    ...(order.reuse === undefined ? {} : { reuse: order.reuse }),
    pacing: order.pacing,
    seed: order.seed,
    ...(order.counterFrom === undefined ? {} : { counterFrom: order.counterFrom }),
    burn: order.burn,
    shard: { index, count },
    startAtMs: order.startAtMs,
  };
}

function readyNode(peer: Shard['peer']): Promise<string> {
  const node = (message: FromGenerator): string | undefined =>
    message.type === 'ready' ? message.node : undefined;
  return firstAnswer(peer, node, READY_TIMEOUT_MS).catch((cause: Error) => {
    throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The built-in generator did not become ready.', {
      seen: [['said', cause.message]],
      cause,
    });
  });
}

function notPinned(cpus: readonly number[]): LabError {
  return new LabError(
    'LAB_PINNING_NOT_HONOURED',
    'The kernel did not give the generator the CPUs it was asked for.',
    {
      seen: [['asked', cpus.join(',')]],
      fix: ['give CPUs this process may use: --load-cpus (npm run lab -- doctor lists them)'],
    },
  );
}
