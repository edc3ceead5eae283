import { readdirSync } from 'node:fs';
import { listProc, readProc } from './proc-file.ts';
import { type ProcessStat, processStat } from './process-stat.ts';

/** `main`: children of each main thread, where Node starts nearly all of them; `all`: of every thread. */
export type ThreadsAsked = 'main' | 'all';

/**
 * The processes and all their living descendants, in the order given, by
 * `/proc/<pid>/task/<tid>/children`: a few reads, whatever else runs on the machine. Orphans that
 * outlived their parent are not found here.
 */
export function processTree(roots: readonly number[], threads: ThreadsAsked = 'all'): number[] {
  const found = [...roots];
  const seen = new Set(found);
  for (let at = 0; at < found.length; at += 1) {
    const pid = found[at];
    for (const task of threads === 'main' ? [pid] : listProc(`/proc/${pid}/task`)) {
      const children = readProc(`/proc/${pid}/task/${task}/children`);
      if (!children) continue;
      for (const child of children.trim().split(' ').map(Number)) {
        if (seen.has(child)) continue;
        seen.add(child);
        found.push(child);
      }
    }
  }
  return found;
}

/**
 * The living members of a process group, zombies left out, by a walk over /proc: finds orphans too,
 * costs about 10 µs for each process of the machine. Null where there is no /proc.
 */
export function groupMembers(group: number): ProcessStat[] | null {
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return null;
  }
  const members: ProcessStat[] = [];
  for (const name of names) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = processStat(pid);
    if (stat?.group === group && stat.state !== 'Z' && stat.state !== 'X') members.push(stat);
  }
  return members;
}

/** Everything that belongs to a contender: descendants and members of its group, root first. */
export function processesOf(root: number): number[] {
  const tree = processTree([root]);
  const others = (groupMembers(root) ?? []).map((member) => member.pid);
  return [...new Set([...tree, ...others])];
}
