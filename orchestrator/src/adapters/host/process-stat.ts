import { readProc } from './proc-file.ts';

/** The fields of `/proc/<pid>/stat` the lab uses; proc_pid_stat(5). Times are ticks of 10 ms (USER_HZ is 100). */
export interface ProcessStat {
  readonly pid: number;
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly ownTicks: number;
  /** CPU of children that ended and were waited for. */
  readonly childTicks: number;
  /** Since boot. A pid with another start time is another process. */
  readonly startTicks: number;
  readonly rssPages: number;
}

/** µs in a tick as /proc shows it: USER_HZ is 100 on every architecture Node runs on. */
export const TICK_US = 10_000;

export function parseProcessStat(text: string): ProcessStat | null {
  // The command in parentheses may itself hold spaces and parentheses.
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const number = (field: number) => Number(fields[field - 3]);
  return {
    pid: Number(text.slice(0, open)),
    state: fields[0] ?? '?',
    parent: number(4),
    group: number(5),
    ownTicks: number(14) + number(15),
    childTicks: number(16) + number(17),
    startTicks: number(22),
    rssPages: number(24),
  };
}

export function processStat(pid: number): ProcessStat | null {
  const text = readProc(`/proc/${pid}/stat`);
  return text === null ? null : parseProcessStat(text);
}

const COMMAND_HEAD = 50;
const COMMAND_TAIL = 69;

/**
 * What the process was started as, cut to one readable line of at most 120 characters; null where it cannot
 * be read. The middle goes first: deep folders make long paths, and the script stands at the end.
 */
export function commandLine(pid: number): string | null {
  const text = readProc(`/proc/${pid}/cmdline`);
  if (!text) return null;
  const line = text.replace(/[\0\s]+/g, ' ').trim();
  const room = COMMAND_HEAD + COMMAND_TAIL;
  return line.length > room + 1 ? `${line.slice(0, COMMAND_HEAD)}…${line.slice(-COMMAND_TAIL)}` : line;
}
