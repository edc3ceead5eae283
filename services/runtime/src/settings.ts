/** gunicorn's settings, by the environment names of design.md. Times are in seconds, as there. */
export interface Settings {
  readonly host: string;
  /** 0: any free port; the `listening` line says which. */
  readonly port: number;
  readonly workers: number;
  /** Connections a worker keeps open at most; more are closed on arrival. */
  readonly workerConnections: number;
  /** Requests after which a worker is replaced; 0: never. */
  readonly maxRequests: number;
  /** Up to so many requests are added to `maxRequests`, at random, so that workers do not go together. */
  readonly maxRequestsJitter: number;
  /** A worker that has not been heard of for so long is killed; 0: never. */
  readonly workerTimeoutS: number;
  readonly gracefulTimeoutS: number;
  /** Idle time after which a connection is closed; 0: every answer closes its connection. */
  readonly keepAliveS: number;
  readonly balance: 'rr' | 'reuseport';
  /** CPU that every process uses on top of its own, for controls of the lab: a share of it; 0: none. */
  readonly extraCpuShare: number;
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the settings. `cpus` is what this process may use, not what the machine has. */
export function readSettings(env: Environment, cpus: number): Settings {
  return {
    host: env['HOST'] || '127.0.0.1',
    port: whole(env, 'PORT', 0, 0, 65_535),
    workers: workerCount(env['WORKERS'] || 'auto', cpus),
    workerConnections: whole(env, 'WORKER_CONNECTIONS', 1_000, 1, 1_000_000),
    maxRequests: whole(env, 'MAX_REQUESTS', 0, 0, 1_000_000_000),
    maxRequestsJitter: whole(env, 'MAX_REQUESTS_JITTER', 0, 0, 1_000_000_000),
    workerTimeoutS: seconds(env, 'WORKER_TIMEOUT', 120),
    gracefulTimeoutS: seconds(env, 'GRACEFUL_TIMEOUT', 5),
    keepAliveS: seconds(env, 'KEEP_ALIVE', 5),
    balance: balanceOf(env['BALANCE'] || 'rr'),
    extraCpuShare: whole(env, 'EXTRA_CPU_PERCENT', 0, 0, 100) / 100,
  };
}

/** What the `listening` line reports: the same names as the environment, the values in force. */
export function settingsInForce(settings: Settings): Record<string, string | number> {
  return {
    WORKERS: settings.workers,
    WORKER_CONNECTIONS: settings.workerConnections,
    MAX_REQUESTS: settings.maxRequests,
    MAX_REQUESTS_JITTER: settings.maxRequestsJitter,
    WORKER_TIMEOUT: settings.workerTimeoutS,
    GRACEFUL_TIMEOUT: settings.gracefulTimeoutS,
    KEEP_ALIVE: settings.keepAliveS,
    BALANCE: settings.balance,
    // No setting that a contender has: it is there only where the lab made a control of it.
    ...(settings.extraCpuShare > 0 ? { EXTRA_CPU_PERCENT: Math.round(settings.extraCpuShare * 100) } : {}),
  };
}

function workerCount(asked: string, cpus: number): number {
  if (asked === 'auto') return cpus;
  // gunicorn's advice for processes that block; kept for parity, it buys nothing in Node.
  if (asked === '2n+1') return 2 * cpus + 1;
  if (/^[1-9][0-9]{0,2}$/.test(asked)) return Number(asked);
  throw new SettingsError(`WORKERS is '${asked}'; it must be a number from 1 to 999, 'auto' or '2n+1'`);
}

function balanceOf(asked: string): Settings['balance'] {
  if (asked === 'rr' || asked === 'reuseport') return asked;
  throw new SettingsError(`BALANCE is '${asked}'; it must be 'rr' or 'reuseport'`);
}

function whole(env: Environment, name: string, standard: number, min: number, max: number): number {
  const asked = env[name] || String(standard);
  const number = /^[0-9]{1,10}$/.test(asked) ? Number(asked) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new SettingsError(`${name} is '${asked}'; it must be a whole number from ${min} to ${max}`);
}

function seconds(env: Environment, name: string, standard: number): number {
  const asked = env[name] || String(standard);
  const number = /^[0-9]{1,6}(\.[0-9]{1,3})?$/.test(asked) ? Number(asked) : Number.NaN;
  if (number >= 0 && number <= 86_400) return number;
  throw new SettingsError(`${name} is '${asked}'; it must be seconds from 0 to 86400, such as 5 or 0.5`);
}
