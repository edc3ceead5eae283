import {
  busyShare,
  firstOfNextPair,
  PHASE_MS,
  type WorkPair,
  type WorkPhase,
} from '../domain/interference.ts';
import { seededRandom } from '../domain/random.ts';
import type { Clock } from '../ports/clock.ts';
import type { FixedWork } from '../ports/fixed-work.ts';
import type { Guard } from '../ports/guard.ts';
import type { HostProbe } from '../ports/host-probe.ts';

/** The load CPUs begin this much earlier and end later, so that they are busy for all of a phase. */
const MARGIN_MS = 10;
/** Not counted: the loop is compiled in it. */
const WARM_UP_MS = 200;

export interface InterferenceOptions {
  readonly serverCpus: readonly number[];
  readonly loadCpus: readonly number[];
  readonly host: Pick<HostProbe, 'sample'>;
  readonly guard: Guard;
  readonly clock: Clock;
  /** Of the order of the phases. */
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Works the same loop on the server CPUs in turns with the load CPUs idle and busy, 10 s at most.
 * Everything started has ended when it returns or throws.
 */
export async function measureInterference(
  fixedWork: FixedWork,
  options: InterferenceOptions,
): Promise<readonly WorkPair[]> {
  const { serverCpus, loadCpus, host, guard, clock, seed, signal } = options;
  await using server = await fixedWork.start(serverCpus, guard);
  await using load = await fixedWork.start(loadCpus, guard);
  await Promise.all([load.work(WARM_UP_MS), server.work(WARM_UP_MS)]);

  const phase = async (which: 'idle' | 'busy'): Promise<WorkPhase> => {
    signal.throwIfAborted();
    const neighbours = which === 'busy' ? load.work(PHASE_MS + 2 * MARGIN_MS) : null;
    const work = async (): Promise<WorkPhase> => {
      await clock.sleep(MARGIN_MS, signal);
      const before = await host.sample();
      const done = await server.work(PHASE_MS);
      return { ...done, loadCpuShare: busyShare(before, await host.sample(), loadCpus) };
    };
    const [done] = await Promise.all([work(), neighbours]);
    return done;
  };

  const random = seededRandom(seed);
  const pairs: WorkPair[] = [];
  for (;;) {
    const first = firstOfNextPair(pairs, random);
    if (first === null) return pairs;
    const [one, other] = [await phase(first), await phase(first === 'idle' ? 'busy' : 'idle')];
    pairs.push(first === 'idle' ? { idle: one, busy: other } : { idle: other, busy: one });
  }
}
