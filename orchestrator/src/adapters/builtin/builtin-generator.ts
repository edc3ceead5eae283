import type { FromGenerator, ToGenerator } from '@framework-lab/protocol/generator-messages';
import { LabError } from '../../domain/errors.ts';
import type { Guard } from '../../ports/guard.ts';
import type {
  GeneratorOptions,
  GeneratorSession,
  LoadGenerator,
  LoadOrder,
  StepExecution,
} from '../../ports/load-generator.ts';
import { pinnedCommand, verifyPinned } from '../process/pinning.ts';
import { NdjsonChild } from './ndjson-child.ts';
import { ShardedStep } from './sharded-step.ts';

type Shard = NdjsonChild<ToGenerator, FromGenerator>;

const READY_TIMEOUT_MS = 10_000;
/** The order has to reach every shard. */
const START_DELAY_MS = 150;
/** Few and short collections between sends, and none by threads that share its CPU: docs/GENERATOR.md has the measurements. */
const NODE_FLAGS = [
  '--single-threaded-gc',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--expose-gc',
];

export interface BuiltinDeps {
  /** The generator's bundle, built when first needed. */
  readonly bundle: () => Promise<string>;
  readonly guard: Guard;
}

/** The built-in open-model generator: one pinned child process per load CPU, each offering its share. */
export function builtinGenerator({ bundle, guard }: BuiltinDeps): LoadGenerator {
  return {
    name: 'builtin',
    async open(options) {
      const program = await bundle();
      const shards: Shard[] = [];
      try {
        for (const cpu of options.cpus) shards.push(await startShard(program, [cpu], guard, options));
        return await openSession(shards, options, guard);
      } catch (error) {
        await endAll(shards, guard);
        throw error;
      }
    },
  };
}

async function startShard(
  program: string,
  cpus: readonly number[],
  guard: Guard,
  options: GeneratorOptions,
): Promise<Shard> {
  const command = pinnedCommand(cpus, [process.execPath, ...NODE_FLAGS, program]);
  const shard = await NdjsonChild.start<ToGenerator, FromGenerator>(
    command,
    { ...process.env, NODE_OPTIONS: '' },
    options.logFile,
  ).catch((cause: Error) => {
    throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The built-in generator could not be started.', {
      seen: [['said', cause.message]],
      cause,
    });
  });
  guard.watch(shard.pid);
  return shard;
}

async function openSession(
  shards: readonly Shard[],
  options: GeneratorOptions,
  guard: Guard,
): Promise<GeneratorSession> {
  const nodes = await Promise.all(shards.map((shard) => readyNode(shard)));
  const pinned = shards.map((shard, i) => verifyPinned(shard.pid, [options.cpus[i] as number]));
  if (pinned.includes(false)) {
    throw new LabError(
      'LAB_PINNING_NOT_HONOURED',
      'The kernel did not give the generator the CPUs it was asked for.',
      {
        seen: [['asked', options.cpus.join(',')]],
        fix: ['give CPUs this process may use: --load-cpus (npm run lab -- doctor lists them)'],
      },
    );
  }
  let running: ShardedStep | null = null;
  for (const shard of shards) {
    shard.onMessage((message) => running?.receive(message));
    void shard.exited.then((how) => running?.fail(`a generator process ended: ${how}`));
  }
  return {
    node: nodes[0] ?? null,
    startDelayMs: START_DELAY_MS,
    cpusVerified: pinned.every((one) => one === true),
    start(order: LoadOrder, signal: AbortSignal): StepExecution {
      const step = new ShardedStep(order.id, shards.length);
      running = step;
      shards.forEach((shard, index) => {
        shard.send({ type: 'step', step: shardOrder(order, index, shards.length) });
      });
      const abort = (): void => {
        for (const shard of shards) shard.send({ type: 'abort' });
      };
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort, { once: true });
      void step.result.catch(() => undefined).finally(() => signal.removeEventListener('abort', abort));
      return step;
    },
    async [Symbol.asyncDispose]() {
      running = null;
      await endAll(shards, guard);
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
    timeoutMs: order.timeoutMs,
    connections: Math.max(1, Math.floor((order.connections + index) / count)),
    pacing: order.pacing,
    seed: order.seed,
    burn: order.burn,
    shard: { index, count },
    startAtMs: order.startAtMs,
  };
}

async function readyNode(shard: Shard): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const refuse = (why: string): void =>
    reject(
      new LabError('LAB_GENERATOR_UNAVAILABLE', 'The built-in generator did not become ready.', {
        seen: [['said', why]],
      }),
    );
  shard.onMessage((message) => {
    if (message.type === 'ready') resolve(message.node);
  });
  void shard.exited.then(refuse);
  const timer = setTimeout(() => refuse(`nothing for ${READY_TIMEOUT_MS / 1000} s`), READY_TIMEOUT_MS);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function endAll(shards: readonly Shard[], guard: Guard): Promise<void> {
  await Promise.all(shards.map((shard) => shard[Symbol.asyncDispose]()));
  for (const shard of shards) guard.forget(shard.pid);
}
