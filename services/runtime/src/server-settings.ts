import type { Server } from 'node:http';
import type { Settings } from './settings.ts';

/** Longest accept queue asked of the kernel (it may cap it at net.core.somaxconn). */
export const BACKLOG = 2_048;

/**
 * The one place where every contender's server gets its limits, whatever framework made it.
 * Each value and its reason: docs/FAIRNESS.md.
 */
export function applyServerSettings(server: Server, settings: Settings): void {
  server.keepAliveTimeout = settings.keepAliveS * 1_000;
  server.headersTimeout = 60_000;
  server.requestTimeout = 120_000;
  server.timeout = 0;
  server.maxRequestsPerSocket = 0;
  server.maxConnections = settings.workerConnections;
  // Without this the primary offers a refused connection to the next worker at once, and when all
  // are full it does so for ever, at full CPU (lib/internal/cluster/round_robin_handle.js).
  (server as Server & { dropMaxConnection: boolean }).dropMaxConnection = true;
  // What is not HTTP gets Node's own bare answer from all of them; fastify would send JSON.
  server.removeAllListeners('clientError');
}
