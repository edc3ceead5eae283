import { launchResults } from '../domain/capacity/capacity-policy.ts';
import { DEFAULT_OBJECTIVE } from '../domain/objective.ts';
import { lastAttempts, policyFor } from '../domain/policy.ts';
import type { CapacitySpec } from '../domain/scenario.ts';
import type { PastStep } from '../domain/step-policy.ts';
import { isQuiet } from '../domain/truth/quiet.ts';
import { SEARCH_STEP } from '../domain/truth/trial-plan.ts';
import type { SearchSeen, TruthSearch, TruthSeen } from '../domain/truth/truth-case.ts';
import { measureServer, rehearse, type TruthBench } from './measure-truth.ts';

/** A server that is this late with its answers was not given its CPU. */
const LATE_MS = 20;

/** Searches launch after launch as a run does, with its policy and its retries, without what follows a search. */
export async function measureSearch(bench: TruthBench, search: TruthSearch): Promise<SearchSeen> {
  const launches: PastStep[][] = [];
  let [steps, noisySteps] = [0, 0];
  for (let launch = 1; launch <= search.launches; launch++) {
    const seen = await measureLaunch(bench, search, launches, launch);
    steps += seen.length;
    noisySteps += seen.filter((one) => !isQuiet(one, LATE_MS)).length;
    launches.push(lastAttempts(seen.map(({ past }) => past)));
  }
  return { results: launchResults(launches), steps, noisySteps };
}

type SearchStep = TruthSeen & { readonly past: PastStep };

async function measureLaunch(
  bench: TruthBench,
  search: TruthSearch,
  earlier: readonly (readonly PastStep[])[],
  launch: number,
): Promise<SearchStep[]> {
  const service = { ...search.service, seed: launch };
  const { cpus, guard } = bench;
  await using server = await bench.programs.startVirtualServer(service, { cpus: cpus.server, guard });
  await rehearse(bench, server, { ratePerSec: search.fromPerSec });
  const policy = policyFor({ policy: specOf(search), step: SEARCH_STEP, objective: DEFAULT_OBJECTIVE });
  const seen: SearchStep[] = [];
  for (;;) {
    const history = seen.map(({ past }) => past);
    const next = policy.next(history, earlier);
    if (next.kind === 'stop' || (next.purpose !== 'compare' && next.purpose !== 'search')) return seen;
    const { ratePerSec, index, attempt, purpose } = next;
    // Its own sample path for every step: one that all share would be lucky, or not, every time.
    const step = {
      ...SEARCH_STEP,
      durationS: next.durationS,
      ratePerSec,
      pacing: search.pacing,
      seed: 1000 * launch + seen.length,
    };
    const one = await measureServer(bench, server, { service, step });
    const { verdict, reason, bottleneck } = one.record;
    // A stranger has no CPU that could be read; that nothing but its queue stops it is known.
    const isStranger = bottleneck?.label === 'unknown';
    const past = { ratePerSec, index, attempt, purpose, verdict, reason };
    seen.push({ ...one, past: { ...past, bottleneck: isStranger ? null : bottleneck } });
  }
}

function specOf({ fromPerSec }: TruthSearch): CapacitySpec {
  const overload = { factors: [], durationS: 0 };
  return { kind: 'capacity', fromPerSec, precision: 0, budgetS: null, confirmS: 0, overload };
}
