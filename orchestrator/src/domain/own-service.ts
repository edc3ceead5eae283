/** A service the lab did not make: a command on this machine, or services of somebody's Compose file. */
export type OwnService = OwnCommand | OwnCompose;

interface OwnServiceBase {
  /** Path that answers 2xx when the service is ready. */
  readonly readinessPath: string;
  /** Longest the lab waits for that; a service that fills a database first needs more than ours. */
  readonly readyTimeoutS: number;
  /** Puts the state back before each launch; null: every launch finds what the one before left. */
  readonly reset: OwnReset | null;
  /** Of the command; of a Compose file: variables in it. `${NAME}` stands for one of the lab's own environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it listens; null: of a command a free one, told it as `PORT`; of a Compose file what its image exposes. */
  readonly port: number | null;
}

/** One contender: the only one of its scenario. */
export interface OwnCommand extends OwnServiceBase {
  readonly kind: 'command';
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  /** Absolute, once the scenario's file has been placed. */
  readonly cwd: string;
}

/** The scenario's contenders are services of this file; what they depend on is started, and not loaded. */
export interface OwnCompose extends OwnServiceBase {
  readonly kind: 'compose';
  /** Absolute, once the scenario's file has been placed. */
  readonly file: string;
}

export interface OwnReset {
  readonly command: readonly string[];
  /** The Compose service in whose container it runs; null: on this machine, where the service's command runs. */
  readonly service: string | null;
}
