import type { FromGenerator, ToGenerator } from '@framework-lab/protocol/generator-messages';
import { LabError } from '../../domain/errors.ts';
import type { Guard } from '../../ports/guard.ts';
import type { LoadGenerator } from '../../ports/load-generator.ts';
import { pinnedCommand, verifyPinned } from '../process/pinning.ts';
import { GENERATOR_NODE_FLAGS, openBuiltinSession } from './builtin-session.ts';
import { NdjsonChild } from './ndjson-child.ts';

type Child = NdjsonChild<ToGenerator, FromGenerator>;

/** The order has to reach every shard. */
const START_DELAY_MS = 150;

export interface BuiltinDeps {
  /** The generator's bundle, built when first needed. */
  readonly bundle: () => Promise<string>;
  readonly guard: Guard;
}

/** The built-in open-model generator: one pinned child process per load CPU, each offering its share. */
export function builtinGenerator({ bundle, guard }: BuiltinDeps): LoadGenerator {
  return {
    name: 'builtin',
    async open({ cpus, logFile }) {
      const program = await bundle();
      const children: Child[] = [];
      const end = (): Promise<void> => endAll(children, guard);
      try {
        for (const cpu of cpus) children.push(await startChild(program, cpu, guard, logFile));
        const shards = children.map((peer, i) => ({
          peer,
          verifyPinned: async () => verifyPinned(peer.pid, [cpus[i] as number]),
        }));
        return await openBuiltinSession(shards, { cpus, startDelayMs: START_DELAY_MS, end });
      } catch (error) {
        await end();
        throw error;
      }
    },
  };
}

async function startChild(
  program: string,
  cpu: number,
  guard: Guard,
  logFile: string | null,
): Promise<Child> {
  const command = pinnedCommand([cpu], [process.execPath, ...GENERATOR_NODE_FLAGS, program]);
  const child = await NdjsonChild.start<ToGenerator, FromGenerator>(
    command,
    { ...process.env, NODE_OPTIONS: '' },
    logFile,
  ).catch((cause: Error) => {
    throw new LabError('LAB_GENERATOR_UNAVAILABLE', 'The built-in generator could not be started.', {
      seen: [['said', cause.message]],
      cause,
    });
  });
  guard.watch(child.pid);
  return child;
}

async function endAll(children: readonly Child[], guard: Guard): Promise<void> {
  await Promise.all(children.map((child) => child[Symbol.asyncDispose]()));
  for (const child of children) guard.forget(child.pid);
}
