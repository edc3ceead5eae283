import { CounterRange } from '../domain/counter-range.ts';
import { seededRandom } from '../domain/random.ts';
import type { RunningContender } from '../ports/contender-runtime.ts';
import { logIn } from './log-in.ts';
import type { LabParts } from './parts.ts';
import type { RunPlan } from './plan.ts';
import { type Verified, verifyContract } from './verify-contract.ts';

export interface LaunchRequests {
  /** What steps take the numbers of their requests from. */
  readonly numbers: CounterRange;
  /** Asks for every request once, as `verifyContract` says; each time for the same ones. */
  readonly verify: () => Promise<Verified>;
}

/** Logs in where the scenario needs it, and says how the requests of a launch are made. Throws LAB_LOGIN_FAILED. */
export async function launchRequests(
  contender: RunningContender,
  { scenario, seed, values }: Pick<RunPlan, 'scenario' | 'seed' | 'values'>,
  launch: number,
  parts: Pick<LabParts, 'probe' | 'clock' | 'rightResponse'>,
): Promise<LaunchRequests> {
  const numbers = new CounterRange(launch);
  const variation = (token: string | null) => ({
    random: seededRandom(seed),
    values: { ...values, token },
    number: () => numbers.take(),
  });
  const token = await logIn(contender, scenario, variation(null), parts);
  return {
    numbers,
    verify: () => verifyContract(contender, scenario.requests, () => variation(token), parts),
  };
}
