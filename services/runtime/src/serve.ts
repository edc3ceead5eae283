import cluster from 'node:cluster';
import type { Server } from 'node:http';
import { availableParallelism } from 'node:os';
import { readSettings, SettingsError } from './settings.ts';
import { superviseService } from './supervisor.ts';
import { refuseToStart } from './telemetry.ts';
import { runWorker } from './worker.ts';

/**
 * Runs a contender: in the first process the supervisor, in its forks a worker each.
 * `createServer` makes the server and does not listen; import the framework inside of it, so that
 * the supervisor, which only hands out connections, never loads one.
 */
export function serve(name: string, createServer: () => Server | Promise<Server>): void {
  start(name, createServer).catch((error: unknown) => {
    refuseToStart(error instanceof SettingsError ? error.message : String(error));
  });
}

async function start(name: string, createServer: () => Server | Promise<Server>): Promise<void> {
  const settings = readSettings(process.env, availableParallelism());
  if (cluster.isPrimary) await superviseService(name, settings);
  else await runWorker(createServer, settings);
}
