import { processesOf } from '../host/process-tree.ts';
import { isReachedByLoopback, type Listener, listeners, socketInodes } from './listeners.ts';

/** What a contender listens on that is not 127.0.0.1:port, for the error; null where there is nothing to say. */
export function whereElse(leader: number, port: number): string | null {
  const own = new Set(processesOf(leader).flatMap((pid) => [...socketInodes(pid)]));
  const all = listeners()?.filter(({ inode }) => own.has(inode)) ?? [];
  if (all.length === 0) return `it listens on no port; it was told PORT=${port}`;
  if (all.some((one) => one.port === port && isReachedByLoopback(one))) return null;
  const places = [...new Set(all.map(placeOf))].join(' and ');
  return `it listens on ${places}, and not on 127.0.0.1:${port}`;
}

function placeOf(listener: Listener): string {
  if (isReachedByLoopback(listener)) return `port ${listener.port}`;
  if (listener.address === IPV6_LOOPBACK) return `[::1]:${listener.port} alone`;
  return `port ${listener.port} of another address`;
}

/** ::1 as /proc/net/tcp6 writes it: each word in host order. */
const IPV6_LOOPBACK = '00000000000000000000000001000000';
