import type { FromGenerator, ToGenerator } from '@framework-lab/protocol/generator-messages';
import { LabError } from '../../domain/errors.ts';
import type { GeneratorOptions, LoadGenerator } from '../../ports/load-generator.ts';
import { ContainerChannel } from '../docker/container-channel.ts';
import type { LabContainers } from '../docker/lab-container.ts';
import { sameCpus } from '../host/cpu-list.ts';
import { GENERATOR_NODE_FLAGS, openBuiltinSession } from './builtin-session.ts';

type Channel = ContainerChannel<ToGenerator, FromGenerator>;

const PROGRAM = '/app/generator.mjs';
/**
 * The order takes its way through the engine to every shard, and the first connections cross a
 * bridge. Starts are agreed in wall-clock time, which containers share with an engine's own kernel:
 * where the engine is another machine, the difference of its clock adds to the wait before a step
 * (or lets it begin at once); shards on one engine still begin together.
 */
const START_DELAY_MS = 300;
const PIDS_LIMIT = 64;

export interface ContainerGeneratorDeps {
  readonly containers: LabContainers;
  /** Our own generator image. */
  readonly image: string;
  /** For each container. */
  readonly memoryBytes: number;
}

/** Names are of one use: an engine may still hold one that was given up a moment ago. */
let opened = 0;

/** The built-in generator as containers on the contenders' network: one, pinned, per load CPU. */
export function containerGenerator(deps: ContainerGeneratorDeps): LoadGenerator {
  return {
    name: 'builtin',
    async open(options) {
      const channels: Channel[] = [];
      const end = async (): Promise<void> => {
        await Promise.all(channels.map((channel) => channel[Symbol.asyncDispose]()));
      };
      try {
        await startAll(deps, options, channels);
        const shards = channels.map((peer, i) => ({
          peer,
          verifyPinned: () => pinnedTo(peer, options.cpus[i] as number),
        }));
        return await openBuiltinSession(shards, { cpus: options.cpus, startDelayMs: START_DELAY_MS, end });
      } catch (error) {
        // What went wrong first is what the user has to know.
        await end().catch(() => undefined);
        throw error;
      }
    },
  };
}

/** Starts all at once: a container takes some 0.3 s. Whatever started is in `channels`, also when one failed. */
async function startAll(
  { containers, image, memoryBytes }: ContainerGeneratorDeps,
  { cpus, logFile, signal }: GeneratorOptions,
  channels: Channel[],
): Promise<void> {
  opened += 1;
  const session = opened;
  const starting = cpus.map((cpu) =>
    ContainerChannel.start<ToGenerator, FromGenerator>(
      containers,
      {
        role: 'generator',
        name: `generator-${session}-cpu${cpu}`,
        image,
        command: [...GENERATOR_NODE_FLAGS, PROGRAM],
        env: {},
        cpus: [cpu],
        memoryBytes,
        pidsLimit: PIDS_LIMIT,
        signal,
      },
      logFile,
    ),
  );
  const settled = await Promise.allSettled(starting);
  for (const one of settled) if (one.status === 'fulfilled') channels.push(one.value);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed === undefined) return;
  if (failed.reason instanceof LabError || signal.aborted) throw failed.reason;
  throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The built-in generator could not be started.', {
    seen: [['said', failed.reason instanceof Error ? failed.reason.message : String(failed.reason)]],
    cause: failed.reason,
  });
}

async function pinnedTo(channel: Channel, cpu: number): Promise<boolean | null> {
  const allowed = await channel.container.allowedCpus();
  return allowed === null ? null : sameCpus(allowed, [cpu]);
}
