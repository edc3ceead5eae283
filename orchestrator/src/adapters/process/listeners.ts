import { readlinkSync } from 'node:fs';
import { listProc, readProc } from '../host/proc-file.ts';
import { commandLine } from '../host/process-stat.ts';

const LISTEN = '0A';

/**
 * Addresses as /proc/net/tcp{,6} writes them (hexadecimal, each word in host order) that a
 * connection to 127.0.0.1 can end at: any, 127.0.0.1, and both again mapped into IPv6.
 */
const REACHED_BY_LOOPBACK = new Set([
  '00000000',
  '0100007F',
  '00000000000000000000000000000000',
  '0000000000000000FFFF000000000000',
  '0000000000000000FFFF00000100007F',
]);

/** A socket that listens, as /proc tells it. */
export interface Listener {
  /** As /proc writes it. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** Every TCP socket of this network namespace that listens; null where /proc does not tell. */
export function listeners(): Listener[] | null {
  const tables = [readProc('/proc/net/tcp'), readProc('/proc/net/tcp6')];
  if (tables[0] === null) return null;
  const found: Listener[] = [];
  for (const table of tables) {
    for (const line of table?.split('\n') ?? []) {
      const fields = line.trim().split(/\s+/);
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      const inode = fields[9];
      if (fields[3] === LISTEN && inode !== undefined) {
        found.push({ address, port: Number.parseInt(port, 16), inode });
      }
    }
  }
  return found;
}

/** Whether a connection to 127.0.0.1 can end at it. */
export function isReachedByLoopback({ address }: Listener): boolean {
  return REACHED_BY_LOOPBACK.has(address);
}

/** Inodes of the sockets that listen where 127.0.0.1:port leads; null where /proc does not tell. */
export function listeningInodes(port: number): string[] | null {
  return (
    listeners()
      ?.filter((one) => one.port === port && isReachedByLoopback(one))
      .map(({ inode }) => inode) ?? null
  );
}

/** Inodes of a process's open sockets; empty also where its descriptors may not be read. */
export function socketInodes(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const fd of listProc(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode) inodes.add(inode);
    } catch {
      // Closed in the meantime.
    }
  }
  return inodes;
}

/** Who holds a socket, e.g. `pid 4711: node old-server.js`; null where /proc does not show it to us. */
export function socketOwner(inode: string): string | null {
  for (const name of listProc('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || !socketInodes(pid).has(inode)) continue;
    return `pid ${pid}: ${commandLine(pid) ?? 'unknown program'}`;
  }
  return null;
}
