import { readFileSync } from 'node:fs';
import { listProc, readProc } from './proc-file.ts';
import { type ProcessStat, processStat, TICK_US } from './process-stat.ts';
import { processTree } from './process-tree.ts';

export interface GroupUse {
  /** CPU of all processes since their start, those that ended included; never goes backwards. */
  readonly cpuUs: number;
  readonly rssMb: number;
  /** Living ones. */
  readonly processes: number;
}

/** Children of worker threads are rare and looked for only now and then: it doubles the cost of a reading. */
const READINGS_PER_FULL_SEARCH = 5;

interface ProcessUse {
  readonly startTicks: number;
  /** Run time by thread at the last reading, ns. */
  threads: ReadonlyMap<string, number>;
  /** Run time of threads that have ended, ns. */
  endedNs: number;
  ownTicks: number;
}

/**
 * Reads what a process and its descendants use. CPU is the sum of every thread's run time from
 * `/proc/<pid>/task/<tid>/schedstat` (ns; the 10 ms ticks of `stat` are too coarse for one second).
 * A thread or process that ended keeps its last value; what it used after that reading comes back
 * through the ticks of `stat`, which also hold ended threads and waited-for children.
 */
export class GroupUseReader {
  readonly #root: number;
  #readings = 0;
  /** By pid; a pid with another start time is somebody else's process by now. */
  #known = new Map<number, ProcessUse>();
  #endedUs = 0;
  #last: GroupUse = { cpuUs: 0, rssMb: 0, processes: 0 };

  constructor(root: number) {
    this.#root = root;
  }

  read(): GroupUse {
    const living = new Map<number, ProcessUse>();
    let rssPages = 0;
    let treeTicks = 0;
    for (const pid of this.#pids()) {
      const stat = processStat(pid);
      const before = this.#known.get(pid);
      if (!stat || stat.state === 'Z' || (before && before.startTicks !== stat.startTicks)) continue;
      treeTicks += stat.ownTicks + stat.childTicks;
      rssPages += stat.rssPages;
      living.set(pid, readProcessUse(stat, before));
    }
    for (const [pid, use] of this.#known) if (!living.has(pid)) this.#endedUs += usedUs(use);
    this.#known = living;

    let fineUs = this.#endedUs;
    for (const use of living.values()) fineUs += usedUs(use);
    this.#last = {
      cpuUs: Math.max(this.#last.cpuUs, fineUs, treeTicks * TICK_US),
      rssMb: living.size > 0 ? (rssPages * PAGE_BYTES) / 1024 ** 2 : this.#last.rssMb,
      processes: living.size,
    };
    return this.#last;
  }

  /** Known processes stay on the list even when their parent has gone; pids of the ended drop out by themselves. */
  #pids(): number[] {
    const everyThread = this.#readings % READINGS_PER_FULL_SEARCH === 0;
    this.#readings += 1;
    const roots = [...new Set([this.#root, ...this.#known.keys()])];
    return processTree(roots, everyThread ? 'all' : 'main');
  }
}

function readProcessUse(stat: ProcessStat, before: ProcessUse | undefined): ProcessUse {
  const threads = new Map<string, number>();
  for (const thread of listProc(`/proc/${stat.pid}/task`)) {
    const ns = Number.parseInt(readProc(`/proc/${stat.pid}/task/${thread}/schedstat`) ?? '', 10);
    if (ns > 0) threads.set(thread, ns);
  }
  let endedNs = before?.endedNs ?? 0;
  for (const [thread, ns] of before?.threads ?? []) if (!threads.has(thread)) endedNs += ns;
  return { startTicks: stat.startTicks, threads, endedNs, ownTicks: stat.ownTicks };
}

/** `stat` is behind by up to two ticks but complete; the threads' sum is exact but misses what ended unseen. */
function usedUs(use: ProcessUse): number {
  let ns = use.endedNs;
  for (const value of use.threads.values()) ns += value;
  return Math.max(ns / 1000, use.ownTicks * TICK_US);
}

const AT_PAGESZ = 6n;
const PAGE_BYTES = pageBytes();

/** The kernel tells every process its page size (getauxval(3)); arm64 machines differ in it. */
function pageBytes(): number {
  try {
    const words = new BigUint64Array(Uint8Array.from(readFileSync('/proc/self/auxv')).buffer);
    for (let at = 0; at + 1 < words.length; at += 2)
      if (words[at] === AT_PAGESZ) return Number(words[at + 1]);
  } catch {
    // No /proc: nothing will be read with it either.
  }
  return 4096;
}
