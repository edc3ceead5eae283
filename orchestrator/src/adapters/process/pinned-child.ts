import type { Guard } from '../../ports/guard.ts';
import { NdjsonChild } from '../builtin/ndjson-child.ts';
import { notHonoured, pinnedCommand, verifyPinned } from './pinning.ts';

export interface PinnedChildOrder<In, Out, Said> {
  /** What it is called in errors. */
  readonly name: string;
  /** Program and arguments, run by our own Node. */
  readonly program: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** None: not pinned. */
  readonly cpus: readonly number[];
  readonly guard: Guard;
  /**
   * Waits for its first answer, which also tells that taskset has become the program, so that its CPUs
   * can be read. Rejects with the error to show.
   */
  readonly ready: (child: NdjsonChild<In, Out>) => Promise<Said>;
  /** The error to show where it cannot be started at all. */
  readonly unavailable: (cause: Error) => never;
}

/** One of our own programs as a pinned child that is spoken to in lines of JSON and ends with its input. */
export interface PinnedChild<In, Out, Said> extends AsyncDisposable {
  readonly child: NdjsonChild<In, Out>;
  /** What `ready` gave. */
  readonly said: Said;
}

/** Throws what `unavailable` and `ready` throw, and LAB_PINNING_NOT_HONOURED. */
export async function startPinnedChild<In, Out, Said>(
  order: PinnedChildOrder<In, Out, Said>,
): Promise<PinnedChild<In, Out, Said>> {
  const { name, cpus, guard } = order;
  const command = pinnedCommand(cpus, [process.execPath, ...order.program]);
  const env = { ...process.env, NODE_OPTIONS: '', ...order.env };
  const child = await NdjsonChild.start<In, Out>(command, env, null).catch(order.unavailable);
  guard.watch(child.pid);
  const end = async (): Promise<void> => {
    await child[Symbol.asyncDispose]();
    guard.forget(child.pid);
  };
  try {
    const said = await order.ready(child);
    if (cpus.length > 0 && verifyPinned(child.pid, cpus) === false) {
      throw notHonoured(name, cpus.join(','), null);
    }
    return { child, said, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}
