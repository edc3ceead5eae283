import { execFileSync } from 'node:child_process';

/** What comes before everything else on its CPU (Linux: SCHED_RR), so that neighbours on the machine wait; needs root. */
export const REAL_TIME = ['chrt', '-r', '1'] as const;

/** Whatever is started meanwhile is in real time; the bench itself is not, or it would be a neighbour that does not wait. */
export async function startedInRealTime<T>(start: () => Promise<T>): Promise<T> {
  setOwnPolicy(['-r', '-p', '1']);
  try {
    return await start();
  } finally {
    setOwnPolicy(['-o', '-p', '0']);
  }
}

function setOwnPolicy(policy: readonly string[]): void {
  execFileSync('chrt', ['-a', ...policy, String(process.pid)]);
}
