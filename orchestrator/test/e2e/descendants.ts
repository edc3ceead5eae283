import { readdirSync, readFileSync } from 'node:fs';

/** Every process under this one, however it detached itself; none where there is no /proc. */
export function descendants(root: number): number[] {
  return childrenOf(root).flatMap((pid) => [pid, ...descendants(pid)]);
}

/** Each thread lists the children that it started itself. */
function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    // It has ended in the meantime.
    return [];
  }
}
