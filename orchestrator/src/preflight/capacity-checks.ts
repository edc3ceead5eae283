import { freemem } from 'node:os';
import { LabError } from '../domain/errors.ts';
import { type Check, ok, unknown } from './check.ts';

/** Files, pipes, epoll and modules of a Node process besides its connections. */
const OTHER_DESCRIPTORS = 100;
/** Connections that broke stay in TIME_WAIT for a minute: keep half of the ports for them. */
const USABLE_PORTS = 0.5;
/** What `doctor` assumes: the scenarios' own number of connections. */
const DEFAULT_CONNECTIONS = 64;
/** The generator, four workers and their supervisor, and the lab itself. */
const NEEDED_MEMORY_MB = 700;
/** Below Node's own backlog of 511 a burst of connections is cut by the kernel. */
const WANTED_BACKLOG = 511;

export const openFilesCheck: Check = {
  id: 'fds',
  title: 'File descriptors',
  wanted: 'connections and 100 more',
  run: ({ machine, connections }) => {
    const limit = machine.openFilesLimit;
    if (limit === null) return unknown();
    const needed = (connections ?? DEFAULT_CONNECTIONS) + OTHER_DESCRIPTORS;
    const found = limit >= Number.MAX_SAFE_INTEGER ? 'no limit' : `${limit} allowed, ${needed} needed`;
    if (limit >= needed) return ok(found);
    const fix = `ulimit -n ${needed}, or fewer connections: --connections ${Math.max(1, limit - OTHER_DESCRIPTORS)}`;
    return {
      severity: '✗',
      found,
      fix,
      error: new LabError(
        'LAB_FD_LIMIT',
        `${connections ?? DEFAULT_CONNECTIONS} connections need ${needed} file descriptors; ${limit} are allowed.`,
        { seen: [['limit', `${limit} (ulimit -n)`]], fix: [fix] },
      ),
    };
  },
};

export const ephemeralPortsCheck: Check = {
  id: 'ports',
  title: 'Ephemeral ports',
  wanted: 'twice the connections',
  run: ({ machine, connections }) => {
    if (machine.ephemeralPorts === null) return unknown();
    const [low, high] = machine.ephemeralPorts;
    const usable = Math.floor((high - low + 1) * USABLE_PORTS);
    const asked = connections ?? DEFAULT_CONNECTIONS;
    const found = `${low} to ${high}, ${asked} connections asked`;
    if (asked <= usable) return ok(found);
    const fix = `sysctl -w net.ipv4.ip_local_port_range="1024 65535", or --connections ${usable}`;
    return {
      severity: '✗',
      found,
      fix,
      error: new LabError(
        'LAB_PORTS_EXHAUSTED',
        `${asked} connections do not fit into the ephemeral ports.`,
        {
          seen: [['ports', `${low} to ${high}; half are kept for connections that break`]],
          fix: [fix],
        },
      ),
    };
  },
};

export const backlogCheck: Check = {
  id: 'somaxconn',
  title: 'Listen backlog',
  wanted: `${WANTED_BACKLOG} or more`,
  run: ({ machine }) => {
    if (machine.somaxconn === null) return unknown();
    if (machine.somaxconn >= WANTED_BACKLOG) return ok(`${machine.somaxconn}`);
    return { severity: '!', found: `${machine.somaxconn}`, fix: 'sysctl -w net.core.somaxconn=4096' };
  },
};

export const memoryCheck: Check = {
  id: 'memory',
  title: 'Memory',
  wanted: `${NEEDED_MEMORY_MB} MB free`,
  run: ({ machine }) => {
    // libuv reads MemAvailable on Linux, so caches count as free.
    const freeMb = Math.round(freemem() / 1024 ** 2);
    const found = `${freeMb} of ${machine.memoryMb} MB free`;
    if (freeMb >= NEEDED_MEMORY_MB) return ok(found);
    return { severity: '!', found, fix: 'end other programs: swapping would be measured as slow service' };
  },
};
